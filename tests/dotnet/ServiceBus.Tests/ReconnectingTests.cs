using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class ReconnectingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_client_goes_on_when_its_connection_was_cut()
    {
        await using var broker = await Broker.Start();
        await using var stage = new Stage("sending", broker.ConnectionString);
        await stage.Pass(new ServiceBusMessage("before"));

        await broker.CutConnections();

        Assert.Equal("after", (await stage.Pass(new ServiceBusMessage("after"))).Body.ToString());
    }

    [Fact]
    public async Task A_message_received_before_the_cut_is_settled_after_it()
    {
        await using var broker = await Broker.Start();
        await using var stage = new Stage("sending", broker.ConnectionString);
        var message = await stage.Pass(new ServiceBusMessage("hello"));

        await broker.CutConnections();
        await stage.Receiver.DeadLetterMessageAsync(message, "late", "The connection was cut.");

        var dead = await stage.DeadLetters.ReceiveMessageAsync();
        Assert.Equal("late", dead.DeadLetterReason);
        Assert.Equal("The connection was cut.", dead.DeadLetterErrorDescription);
    }

    [Fact]
    public async Task Sender_and_processor_go_on_after_the_broker_restarts()
    {
        await using var broker = await Broker.Start();
        await using var stage = new Stage("sending", broker.ConnectionString);
        var handled = new TaskCompletionSource<string>();
        await using var processor = stage.Client.CreateProcessor(stage.Queue);
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args => Task.FromResult(handled.TrySetResult(args.Message.Body.ToString()));
        await processor.StartProcessingAsync();

        await broker.Kill();
        await broker.Restart();
        await stage.Send("after");

        Assert.Equal("after", await handled.Task.WaitAsync(Patience));
        await processor.StopProcessingAsync();
    }
}

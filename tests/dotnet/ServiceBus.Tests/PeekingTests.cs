using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class PeekingTests
{
    [Fact]
    public async Task Peeking_goes_on_where_it_stopped_and_takes_nothing()
    {
        await using var stage = new Stage("peek");
        await stage.Send("one", "two", "three");

        var first = await stage.Receiver.PeekMessagesAsync(2);
        var rest = await stage.Receiver.PeekMessagesAsync(2);

        Assert.Equal(["one", "two"], first.Select(message => message.Body.ToString()));
        Assert.Equal(["three"], rest.Select(message => message.Body.ToString()));
        Assert.Equal(3, await stage.Count("active"));
    }

    [Fact]
    public async Task Peeking_starts_at_any_number()
    {
        await using var stage = new Stage("peek-from");
        await stage.Send("one", "two", "three");
        var second = (await stage.Receiver.PeekMessagesAsync(3))[1];

        var peeked = await stage.Receiver.PeekMessagesAsync(10, second.SequenceNumber);

        Assert.Equal(["two", "three"], peeked.Select(message => message.Body.ToString()));
    }

    [Fact]
    public async Task A_peeked_message_shows_its_state()
    {
        await using var stage = new Stage("peek-states");
        await stage.Receiver.DeferMessageAsync(await stage.Pass(new ServiceBusMessage("deferred")));
        await stage.Sender.ScheduleMessageAsync(new ServiceBusMessage("scheduled"), DateTimeOffset.UtcNow.AddHours(1));
        await stage.Send("active");

        var peeked = await stage.Receiver.PeekMessagesAsync(3);

        Assert.Equal(
            [ServiceBusMessageState.Deferred, ServiceBusMessageState.Scheduled, ServiceBusMessageState.Active],
            peeked.Select(message => message.State)
        );
    }

    [Fact]
    public async Task Peeking_into_an_empty_queue_finds_nothing()
    {
        await using var stage = new Stage("peek-empty");

        Assert.Null(await stage.Receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task Dead_letters_can_be_peeked()
    {
        await using var stage = new Stage("peek-dead");
        await stage.Receiver.DeadLetterMessageAsync(await stage.Pass(new ServiceBusMessage("hello")), "odd");

        var peeked = await stage.DeadLetters.PeekMessageAsync();

        Assert.Equal("odd", peeked.DeadLetterReason);
    }
}

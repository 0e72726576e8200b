using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

/// <summary>A message of these queues may be delivered once only.</summary>
public class IdleReceiverTests
{
    [Fact]
    public async Task A_message_that_an_idle_receiver_gives_back_does_not_count_as_delivered()
    {
        await using var stage = new Stage("idle");
        await using var idle = stage.Client.CreateReceiver(stage.Queue);
        // The credit of a receive that ends without a message stays with the broker.
        Assert.Empty(await idle.ReceiveMessagesAsync(10, Stage.Moment));

        await stage.Send("one", "two", "three");
        await Task.Delay(Stage.Moment);

        var received = await stage.Receive(3);
        Assert.All(received, message => Assert.Equal(1, message.DeliveryCount));
        Assert.Equal(0, await stage.Count("deadLettered"));
    }

    [Fact]
    public async Task A_receive_that_is_cancelled_loses_nothing()
    {
        await using var stage = new Stage("idle-cancelled");
        await using var idle = stage.Client.CreateReceiver(stage.Queue);
        using var cancellation = new CancellationTokenSource(Stage.Moment);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => idle.ReceiveMessagesAsync(10, TimeSpan.FromSeconds(20), cancellation.Token)
        );

        await stage.Send("hello");
        await Task.Delay(Stage.Moment);

        Assert.Equal(1, (await stage.Receive()).DeliveryCount);
    }
}

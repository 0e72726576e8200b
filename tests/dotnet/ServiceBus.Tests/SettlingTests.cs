using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class SettlingTests
{
    [Fact]
    public async Task A_completed_message_is_gone()
    {
        await using var stage = new Stage("complete");
        var message = await stage.Pass(new ServiceBusMessage("hello"));

        await stage.Receiver.CompleteMessageAsync(message);

        await stage.AssertEmpty();
        Assert.Equal(0, await stage.Count("locked"));
    }

    [Fact]
    public async Task Many_messages_are_completed_at_once()
    {
        await using var stage = new Stage("complete-many");
        await stage.Send([.. Enumerable.Range(0, 100).Select(index => $"{index}")]);
        var messages = await stage.Receive(100);

        await Task.WhenAll(messages.Select(message => stage.Receiver.CompleteMessageAsync(message)));

        Assert.Equal(0, await stage.Count("locked"));
    }

    [Fact]
    public async Task Neighbours_that_are_settled_at_once_each_get_their_own_outcome()
    {
        await using var stage = new Stage("settle-mixed");
        await stage.Send([.. Enumerable.Range(0, 40).Select(index => $"{index}")]);
        var messages = await stage.Receive(40);

        await Task.WhenAll(
            messages.Select(
                (message, index) =>
                    (index % 4) switch
                    {
                        0 => stage.Receiver.CompleteMessageAsync(message),
                        1 => stage.Receiver.DeadLetterMessageAsync(message, "odd"),
                        2 => stage.Receiver.DeferMessageAsync(message),
                        _ => stage.Receiver.AbandonMessageAsync(message),
                    }
            )
        );

        Assert.Equal(10, await stage.Count("deadLettered"));
        Assert.Equal(10, await stage.Count("deferred"));
        Assert.Equal(10, await stage.Count("active"));
    }

    [Fact]
    public async Task An_abandoned_message_comes_again_with_changed_properties()
    {
        await using var stage = new Stage("abandon");
        var message = await stage.Pass(new ServiceBusMessage("hello") { ApplicationProperties = { ["kept"] = 1, ["tries"] = 1 } });

        await stage.Receiver.AbandonMessageAsync(message, new Dictionary<string, object> { ["tries"] = 2 });

        var again = await stage.Receive();
        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal(1, again.ApplicationProperties["kept"]);
        Assert.Equal(2, again.ApplicationProperties["tries"]);
    }

    [Fact]
    public async Task A_message_is_dead_lettered_after_too_many_deliveries()
    {
        await using var stage = new Stage("few-deliveries");
        await stage.Send("hello");

        await stage.Receiver.AbandonMessageAsync(await stage.Receive());
        await stage.Receiver.AbandonMessageAsync(await stage.Receive());

        var dead = await stage.DeadLetters.ReceiveMessageAsync();
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        await stage.AssertEmpty();
    }

    [Fact]
    public async Task A_deferred_message_is_received_only_by_its_number()
    {
        await using var stage = new Stage("defer");
        var message = await stage.Pass(new ServiceBusMessage("hello"));

        await stage.Receiver.DeferMessageAsync(message, new Dictionary<string, object> { ["why"] = "later" });

        await stage.AssertEmpty();
        var deferred = await stage.Receiver.ReceiveDeferredMessageAsync(message.SequenceNumber);
        Assert.Equal("hello", deferred.Body.ToString());
        Assert.Equal("later", deferred.ApplicationProperties["why"]);
        Assert.Equal(ServiceBusMessageState.Deferred, deferred.State);
        await stage.Receiver.CompleteMessageAsync(deferred);
        Assert.Equal(0, await stage.Count("deferred"));
    }

    [Fact]
    public async Task A_number_that_is_not_deferred_is_not_found()
    {
        await using var stage = new Stage("defer-unknown");

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Receiver.ReceiveDeferredMessageAsync(4711));

        Assert.Equal(ServiceBusFailureReason.MessageNotFound, error.Reason);
    }

    [Fact]
    public async Task A_dead_letter_has_its_reason_description_and_properties()
    {
        await using var stage = new Stage("dead-letter");
        var message = await stage.Pass(new ServiceBusMessage("hello"));
        var properties = new Dictionary<string, object> { ["order"] = 17L };

        await stage.Receiver.DeadLetterMessageAsync(message, properties, "invalid", "It has no order.");

        var dead = await stage.DeadLetters.ReceiveMessageAsync();
        Assert.Equal("hello", dead.Body.ToString());
        Assert.Equal("invalid", dead.DeadLetterReason);
        Assert.Equal("It has no order.", dead.DeadLetterErrorDescription);
        Assert.Equal(17L, dead.ApplicationProperties["order"]);
        Assert.Equal(message.SequenceNumber, dead.EnqueuedSequenceNumber);
    }

    [Fact]
    public async Task A_dead_letter_needs_no_reason()
    {
        await using var stage = new Stage("dead-letter-bare");

        await stage.Receiver.DeadLetterMessageAsync(await stage.Pass(new ServiceBusMessage("hello")));

        Assert.Null((await stage.DeadLetters.ReceiveMessageAsync()).DeadLetterReason);
    }

    [Fact]
    public async Task A_dead_letter_is_abandoned_and_completed_like_any_message()
    {
        await using var stage = new Stage("dead-letter-settle");
        await stage.Receiver.DeadLetterMessageAsync(await stage.Pass(new ServiceBusMessage("hello")));

        await stage.DeadLetters.AbandonMessageAsync(await stage.DeadLetters.ReceiveMessageAsync());
        await stage.DeadLetters.CompleteMessageAsync(await stage.DeadLetters.ReceiveMessageAsync());

        Assert.Equal(0, await stage.Count("deadLettered"));
    }

    [Fact]
    public async Task A_receiver_that_deletes_needs_no_settlement()
    {
        await using var stage = new Stage("receive-and-delete");
        await stage.Send("one", "two");
        var options = new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete };
        var receiver = stage.Client.CreateReceiver(stage.Queue, options);

        var first = await receiver.ReceiveMessageAsync();

        Assert.Equal("one", first.Body.ToString());
        Assert.Equal(0, await stage.Count("locked"));
        Assert.Equal("two", (await receiver.ReceiveMessageAsync()).Body.ToString());
    }

    [Fact]
    public async Task A_message_cannot_be_settled_twice()
    {
        await using var stage = new Stage("settle-twice");
        var message = await stage.Pass(new ServiceBusMessage("hello"));
        await stage.Receiver.CompleteMessageAsync(message);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Receiver.CompleteMessageAsync(message));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, error.Reason);
    }
}

using System.Transactions;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace Hearth.ServiceBus;

/// <summary>What the broker does not do, it says.</summary>
public class RefusalTests
{
    [Fact]
    public async Task An_unknown_queue_is_named()
    {
        await using var stage = new Stage("no-such-queue");

        var sending = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Send("hello"));
        var receiving = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Receive());
        var peeking = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Receiver.PeekMessageAsync());

        foreach (var error in new[] { sending, receiving, peeking })
        {
            Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, error.Reason);
            Assert.Contains("no-such-queue", error.Message);
        }
    }

    [Fact]
    public async Task Nothing_can_be_sent_to_dead_letters()
    {
        await using var stage = new Stage("refuse/$DeadLetterQueue");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => stage.Send("hello"));

        Assert.Contains("Nothing can be sent to a dead-letter queue.", error.Message);
    }

    [Fact]
    public async Task A_subscription_that_does_not_exist_is_not_found()
    {
        await using var stage = new Stage("refuse");
        var receiver = stage.Client.CreateReceiver("topic-refusals", "none");

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.ReceiveMessageAsync());

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, error.Reason);
    }

    [Fact]
    public async Task A_session_is_not_implemented()
    {
        await using var stage = new Stage("refuse");

        var next = await Assert.ThrowsAsync<NotSupportedException>(() => stage.Client.AcceptNextSessionAsync(stage.Queue));
        var named = await Assert.ThrowsAsync<NotSupportedException>(() => stage.Client.AcceptSessionAsync(stage.Queue, "a"));

        Assert.Contains("Receiving from a session is not implemented.", next.Message);
        Assert.Contains("Receiving from a session is not implemented.", named.Message);
    }

    [Fact]
    public async Task A_transaction_is_not_implemented()
    {
        await using var stage = new Stage("refuse");
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => stage.Send("hello"));

        Assert.Contains("A transaction is not implemented.", error.Message);
    }

    [Fact]
    public async Task The_administration_client_is_not_implemented()
    {
        var options = new ServiceBusAdministrationClientOptions { Retry = { MaxRetries = 0 } };
        var client = new ServiceBusAdministrationClient(Stage.Setting("ServiceBus"), options);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => client.GetQueueAsync("refuse"));

        Assert.Contains("not implemented", error.ToString());
    }
}

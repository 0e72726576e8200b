using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

/// <summary>The locks of these queues last two seconds.</summary>
public class LockTests
{
    private static readonly TimeSpan LongerThanALock = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_lock_that_expires_is_lost_and_the_message_comes_again()
    {
        await using var stage = new Stage("lock-expires");
        var message = await stage.Pass(new ServiceBusMessage("hello"));

        await Task.Delay(LongerThanALock);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Receiver.CompleteMessageAsync(message));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, error.Reason);
        Assert.Equal(2, (await stage.Receive()).DeliveryCount);
    }

    [Fact]
    public async Task A_renewed_lock_holds()
    {
        await using var stage = new Stage("lock-renewed");
        var message = await stage.Pass(new ServiceBusMessage("hello"));
        var until = message.LockedUntil;

        for (var second = 0; second < 3; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await stage.Receiver.RenewMessageLockAsync(message);
        }

        Assert.True(message.LockedUntil > until);
        await stage.Receiver.CompleteMessageAsync(message);
        Assert.Equal(0, await stage.Count("active"));
    }

    [Fact]
    public async Task A_lost_lock_cannot_be_renewed()
    {
        await using var stage = new Stage("lock-lost");
        var message = await stage.Pass(new ServiceBusMessage("hello"));
        await stage.Receiver.CompleteMessageAsync(message);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Receiver.RenewMessageLockAsync(message));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, error.Reason);
    }

    [Fact]
    public async Task A_processor_renews_the_lock_while_its_handler_works()
    {
        await using var stage = new Stage("lock-processor");
        var runs = 0;
        var done = new TaskCompletionSource();
        await using var processor = stage.Client.CreateProcessor(stage.Queue);
        processor.ProcessErrorAsync += args => Task.FromResult(done.TrySetException(args.Exception));
        processor.ProcessMessageAsync += async args =>
        {
            runs++;
            await Task.Delay(LongerThanALock + LongerThanALock);
            await args.CompleteMessageAsync(args.Message);
            done.TrySetResult();
        };
        await stage.Send("slow");

        await processor.StartProcessingAsync();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await processor.StopProcessingAsync();

        Assert.Equal(1, runs);
        Assert.Equal(0, await stage.Count("active") + await stage.Count("locked"));
    }
}

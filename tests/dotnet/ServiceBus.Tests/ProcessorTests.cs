using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class ProcessorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_processor_handles_every_message_once_and_completes_it()
    {
        await using var stage = new Stage("process");
        var bodies = Enumerable.Range(0, 100).Select(index => $"{index}").ToArray();
        var handled = new ConcurrentBag<string>();
        var all = new TaskCompletionSource();
        var options = new ServiceBusProcessorOptions { MaxConcurrentCalls = 16, PrefetchCount = 20 };
        await using var processor = stage.Client.CreateProcessor(stage.Queue, options);
        processor.ProcessErrorAsync += args => Task.FromResult(all.TrySetException(args.Exception));
        processor.ProcessMessageAsync += args =>
        {
            handled.Add(args.Message.Body.ToString());
            if (handled.Count == bodies.Length) all.TrySetResult();
            return Task.CompletedTask;
        };
        await stage.Send(bodies);

        await processor.StartProcessingAsync();
        await all.Task.WaitAsync(Patience);
        await processor.StopProcessingAsync();

        Assert.Equal(bodies.Order(), handled.Order());
        Assert.Equal(0, await stage.Count("active") + await stage.Count("locked"));
    }

    [Fact]
    public async Task A_handler_that_always_fails_leaves_a_dead_letter()
    {
        await using var stage = new Stage("process-failing");
        var runs = 0;
        await using var processor = stage.Client.CreateProcessor(stage.Queue);
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += _ =>
        {
            Interlocked.Increment(ref runs);
            throw new InvalidOperationException("always");
        };
        await stage.Send("poison");

        await processor.StartProcessingAsync();
        var dead = await stage.DeadLetters.ReceiveMessageAsync(Patience);
        await processor.StopProcessingAsync();

        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Messages_that_arrive_while_a_processor_waits_are_handled_at_once()
    {
        await using var stage = new Stage("process-idle");
        var handled = new TaskCompletionSource<string>();
        await using var processor = stage.Client.CreateProcessor(stage.Queue);
        processor.ProcessErrorAsync += args => Task.FromResult(handled.TrySetException(args.Exception));
        processor.ProcessMessageAsync += args => Task.FromResult(handled.TrySetResult(args.Message.Body.ToString()));
        await processor.StartProcessingAsync();
        await Task.Delay(Stage.Moment);

        await stage.Send("late");

        Assert.Equal("late", await handled.Task.WaitAsync(Patience));
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task What_a_stopped_processor_had_not_handled_is_still_there()
    {
        await using var stage = new Stage("process-stopped");
        var first = new TaskCompletionSource();
        var options = new ServiceBusProcessorOptions { PrefetchCount = 50 };
        var processor = stage.Client.CreateProcessor(stage.Queue, options);
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += async _ =>
        {
            first.TrySetResult();
            await Task.Delay(Stage.Moment);
        };
        await stage.Send([.. Enumerable.Range(0, 20).Select(index => $"{index}")]);

        await processor.StartProcessingAsync();
        await first.Task.WaitAsync(Patience);
        await processor.DisposeAsync();

        var left = await stage.Count("active") + await stage.Count("locked");
        Assert.InRange(left, 1, 19);
        Assert.Equal(0, await stage.Count("deadLettered"));
    }
}

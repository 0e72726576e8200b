using System.Collections.Concurrent;
using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

/// <summary>The trigger of the laptop's functions host and the processor of .NET use the same leases.</summary>
public sealed class SharedLeaseTests(Shop shop) : IClassFixture<Shop>
{
    /// <summary>Only ends a test that hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static async Task Write(Container things, string prefix)
    {
        for (int i = 0; i < 10; i++) await things.UpsertItemAsync(new Thing($"{prefix}{i}", $"p{i}"));
    }

    private static async Task Until(Func<Task<bool>> isReached)
    {
        using CancellationTokenSource limit = new(Limit);
        while (!await isReached()) await Task.Delay(50, limit.Token);
    }

    private static Task UntilHandled(ConcurrentQueue<string> handled, int count) =>
        Until(() => Task.FromResult(handled.Count >= count));

    private static ChangeFeedProcessor Processor(Container things, Container leases, Action<string> handle) =>
        things.GetChangeFeedProcessorBuilder<Thing>("recorder", (_, changes, _) =>
            {
                foreach (Thing change in changes) handle(change.id);
                return Task.CompletedTask;
            })
            .WithInstanceName("processor")
            .WithLeaseContainer(leases)
            .WithLeaseConfiguration(
                acquireInterval: TimeSpan.FromMilliseconds(300),
                expirationInterval: TimeSpan.FromSeconds(20),
                renewInterval: TimeSpan.FromMilliseconds(500))
            .WithPollInterval(TimeSpan.FromMilliseconds(50))
            .WithStartTime(DateTime.MinValue.ToUniversalTime())
            .Build();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_goes_on_after_the_checkpoints_of_the_other(bool isProcessorFirst)
    {
        Container things = await shop.CreateContainer();
        Container leases = await shop.CreateContainer(properties => properties.PartitionKeyPath = "/id");
        ConcurrentQueue<string> byProcessor = [];
        ConcurrentQueue<string> byHost = [];

        async Task RunProcessor(int count)
        {
            ChangeFeedProcessor processor = Processor(things, leases, byProcessor.Enqueue);
            await processor.StartAsync();
            await UntilHandled(byProcessor, count);
            await processor.StopAsync();
        }

        async Task RunHost(int count)
        {
            await using LaptopHost host = LaptopHost.Start(things, leases, byHost.Enqueue);
            await UntilHandled(byHost, count);
        }

        async Task Run(bool isProcessor, string prefix, int count)
        {
            await Write(things, prefix);
            await (isProcessor ? RunProcessor(count) : RunHost(count));
        }

        await Run(isProcessorFirst, "a", 10);
        await Run(!isProcessorFirst, "b", 10);
        await Run(isProcessorFirst, "c", 20);

        (ConcurrentQueue<string> first, ConcurrentQueue<string> second) =
            isProcessorFirst ? (byProcessor, byHost) : (byHost, byProcessor);
        Assert.Equal(20, first.Count);
        Assert.All(first.Take(10), id => Assert.StartsWith("a", id));
        Assert.All(first.Skip(10), id => Assert.StartsWith("c", id));
        Assert.Equal(10, second.Count);
        Assert.All(second, id => Assert.StartsWith("b", id));
    }

    [Fact]
    public async Task They_share_the_ranges()
    {
        Container things = await shop.CreateContainer();
        Container leases = await shop.CreateContainer(properties => properties.PartitionKeyPath = "/id");
        ConcurrentQueue<string> byProcessor = [];
        ConcurrentQueue<string> byHost = [];
        ChangeFeedProcessor processor = Processor(things, leases, byProcessor.Enqueue);
        await processor.StartAsync();
        await using LaptopHost host = LaptopHost.Start(things, leases, byHost.Enqueue);

        await Until(async () => (await Shop.ReadAll(leases.GetItemQueryIterator<string>(
            "SELECT VALUE c.Owner FROM c WHERE IS_STRING(c.Owner)"))).Distinct().Count() == 2);
        await Write(things, "a");

        // One may come twice: the processor notices only later that a lease was taken from it.
        await Until(() => Task.FromResult(byProcessor.Union(byHost).Count() == 10));
        await processor.StopAsync();
        Assert.NotEmpty(byProcessor);
        Assert.NotEmpty(byHost);
    }
}

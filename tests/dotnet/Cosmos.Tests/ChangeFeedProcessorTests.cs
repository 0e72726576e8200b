using System.Collections.Concurrent;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;

namespace Hearth.Cosmos;

/// <summary>The processor that the Cosmos DB trigger of the functions host is built on.</summary>
public sealed class ChangeFeedProcessorTests(Shop shop) : IClassFixture<Shop>
{
    private const int Documents = 830;

    /// <summary>Only ends a test that hangs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>What handlers were given, by all instances of a processor.</summary>
    private sealed class Seen
    {
        private readonly ConcurrentDictionary<string, int> latest = [];
        private readonly ConcurrentDictionary<string, int> byInstance = [];
        private readonly object gate = new();
        private (Func<bool> IsReached, TaskCompletionSource Source)? goal;

        public int Count => latest.Count;

        public int Handled(string instance) => byInstance.GetValueOrDefault(instance);

        public int LatestOf(string id) => latest.GetValueOrDefault(id, -1);

        public void Add(string instance, IReadOnlyCollection<Thing> changes)
        {
            lock (gate)
            {
                foreach (Thing change in changes) latest[change.id] = change.n;
                byInstance.AddOrUpdate(instance, changes.Count, (_, before) => before + changes.Count);
                if (goal?.IsReached() == true) goal.Value.Source.TrySetResult();
            }
        }

        public Task Until(Func<bool> isReached)
        {
            lock (gate)
            {
                TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
                goal = (isReached, source);
                if (isReached()) source.SetResult();
                return source.Task.WaitAsync(Limit);
            }
        }
    }

    private static async Task Write(Container things, int from, int to, int n = 0) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(from, to - from),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => await things.UpsertItemAsync(new Thing($"d{i}", $"p{i % 100}", n)));

    private Task<Container> CreateLeases() => shop.CreateContainer(properties => properties.PartitionKeyPath = "/id");

    /// <summary>With a client of its own, as in a process of its own.</summary>
    private ChangeFeedProcessorBuilder Configure(
        Container things,
        Container leases,
        string instance,
        Container.ChangeFeedHandler<Thing> handle,
        CosmosClient? client = null,
        int expirationSeconds = 20)
    {
        Database database = (client ?? shop.Connect()).GetDatabase(shop.Database.Id);
        return database.GetContainer(things.Id)
            .GetChangeFeedProcessorBuilder("recorder", handle)
            .WithInstanceName(instance)
            .WithLeaseContainer(database.GetContainer(leases.Id))
            .WithLeaseConfiguration(
                acquireInterval: TimeSpan.FromMilliseconds(300),
                expirationInterval: TimeSpan.FromSeconds(expirationSeconds),
                renewInterval: TimeSpan.FromMilliseconds(500))
            .WithPollInterval(TimeSpan.FromMilliseconds(50))
            .WithMaxItems(25)
            .WithStartTime(DateTime.MinValue.ToUniversalTime());
    }

    private ChangeFeedProcessor Build(
        Container things, Container leases, string instance, Seen seen, int expirationSeconds = 20) =>
        Configure(things, leases, instance, (_, changes, _) =>
        {
            seen.Add(instance, changes);
            return Task.CompletedTask;
        }, expirationSeconds: expirationSeconds).Build();

    private static async Task<long> Estimate(Container things, Container leases)
    {
        FeedIterator<ChangeFeedProcessorState> states =
            things.GetChangeFeedEstimator("recorder", leases).GetCurrentStateIterator();
        return (await Shop.ReadAll(states)).Sum(state => state.EstimatedLag);
    }

    [Fact]
    public async Task Every_document_is_handled_although_the_processor_stops_in_the_middle_of_a_page()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        bool IsInTheMiddle() => seen.Count >= Documents / 3;
        ChangeFeedProcessor first = Configure(things, leases, "first", async (_, changes, stop) =>
        {
            seen.Add("first", changes);
            if (IsInTheMiddle()) await Task.Delay(Timeout.Infinite, stop);
        }).Build();
        await first.StartAsync();
        await Write(things, 0, Documents);
        await seen.Until(IsInTheMiddle);
        await first.StopAsync();
        int before = seen.Handled("first");

        ChangeFeedProcessor second = Build(things, leases, "second", seen);
        await second.StartAsync();
        await seen.Until(() => seen.Count == Documents);
        await Write(things, 0, 100, n: 1);
        await seen.Until(() => Enumerable.Range(0, 100).All(i => seen.LatestOf($"d{i}") == 1));
        await second.StopAsync();

        // It went on where the first one had stopped: only the page of each lease came again.
        Assert.InRange(seen.Handled("second"), Documents - before + 101, Documents - before + 100 + 2 * 25);
    }

    [Fact]
    public async Task The_leases_of_a_processor_that_dies_are_taken_over_when_they_expire()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        using CosmosClient mortal = shop.Connect();
        await Configure(things, leases, "mortal", (_, changes, _) =>
        {
            seen.Add("mortal", changes);
            // From here on it reaches nothing: neither checkpoints nor renewals, and it releases no lease.
            mortal.Dispose();
            return Task.CompletedTask;
        }, mortal).Build().StartAsync();
        await Write(things, 0, 100);
        await seen.Until(() => seen.Count > 0);

        ChangeFeedProcessor heir = Build(things, leases, "heir", seen, expirationSeconds: 3);
        await heir.StartAsync();
        await seen.Until(() => seen.Handled("heir") >= 100);
        await heir.StopAsync();

        Assert.Equal(100, seen.Count);
    }

    [Fact]
    public async Task Two_processors_share_the_leases_and_one_takes_over_from_the_other()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        ChangeFeedProcessor one = Build(things, leases, "one", seen);
        ChangeFeedProcessor two = Build(things, leases, "two", seen);
        await one.StartAsync();
        await two.StartAsync();
        int written = 0;
        while (seen.Handled("one") == 0 || seen.Handled("two") == 0)
        {
            await Write(things, written, written += 10);
            await seen.Until(() => seen.Count == written);
        }

        await Write(things, written, written += Documents);
        await seen.Until(() => seen.Count == written);
        Assert.InRange(seen.Handled("one"), 200, written);
        Assert.InRange(seen.Handled("two"), 200, written);

        await one.StopAsync();
        int before = seen.Handled("one");
        await Write(things, written, written += 100);
        await seen.Until(() => seen.Count == written);
        Assert.Equal(before, seen.Handled("one"));
        await two.StopAsync();
    }

    [Fact]
    public async Task Every_document_is_handled_although_the_feed_fails_and_answers_about_leases_are_lost()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        await Write(things, 0, 300);
        await shop.SetFaults(new
        {
            rules = new object[]
            {
                new { status = 503, rate = 0.2, container = things.Id, operations = new[] { "changeFeed" } },
                new { status = 429, rate = 0.2, container = things.Id, operations = new[] { "changeFeed" } },
                new { status = "drop", rate = 0.1, container = leases.Id, applied = "after" },
            },
        });
        ChangeFeedProcessor processor = Build(things, leases, "unlucky", seen, expirationSeconds: 3);

        await processor.StartAsync();
        await seen.Until(() => seen.Count == 300);
        int struck = await shop.ClearFaults();
        await processor.StopAsync();

        Assert.InRange(struck, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_page_whose_handler_fails_comes_again()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        int failures = 0;
        ChangeFeedProcessor processor = Configure(things, leases, "stubborn", (_, changes, _) =>
        {
            if (Interlocked.Increment(ref failures) <= 2) throw new InvalidOperationException("not yet");
            seen.Add("stubborn", changes);
            return Task.CompletedTask;
        }).Build();
        await Write(things, 0, 20);

        await processor.StartAsync();
        await seen.Until(() => seen.Count == 20);
        await processor.StopAsync();

        Assert.Equal(20, seen.Handled("stubborn"));
    }

    [Fact]
    public async Task The_estimator_counts_what_a_processor_has_not_handled()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        await Write(things, 0, 50);
        ChangeFeedProcessor processor = Build(things, leases, "estimated", seen);
        await processor.StartAsync();
        await seen.Until(() => seen.Count == 50);
        // A page counts as handled a moment after its handler has returned.
        while (await Estimate(things, leases) > 0) { }
        await processor.StopAsync();

        await Write(things, 50, 57);

        Assert.Equal(7, await Estimate(things, leases));
    }

    [Fact]
    public async Task A_lease_names_its_range_its_owner_and_the_etag_that_it_has_reached()
    {
        Container things = await shop.CreateContainer();
        Container leases = await CreateLeases();
        Seen seen = new();
        await Write(things, 0, 20);
        ChangeFeedProcessor processor = Build(things, leases, "owner", seen);
        await processor.StartAsync();
        await seen.Until(() => seen.Count == 20);
        while (await Estimate(things, leases) > 0) { }

        List<JObject> owned = await Shop.ReadAll(leases.GetItemQueryIterator<JObject>(
            "SELECT c.LeaseToken, c.Owner, c.ContinuationToken FROM c WHERE IS_DEFINED(c.LeaseToken) ORDER BY c.LeaseToken"));
        await processor.StopAsync();

        Assert.Equal(["0", "1"], owned.Select(lease => (string?)lease["LeaseToken"]));
        Assert.All(owned, lease => Assert.Equal("owner", (string?)lease["Owner"]));
        Assert.All(owned, lease => Assert.Matches("^\"\\d+\"$", (string?)lease["ContinuationToken"]));
    }
}

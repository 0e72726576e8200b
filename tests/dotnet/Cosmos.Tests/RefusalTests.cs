using System.Net;
using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

/// <summary>What the local server does not do is refused with a message that says what is missing.</summary>
public sealed class RefusalTests(Shop shop) : IClassFixture<Shop>
{
    private static readonly PartitionKey P = new("p");

    private const string Binary = "transactional batches and bulk requests in the binary format of .NET (HybridRow)";

    private static void IsRefused(HttpStatusCode status, string? message, string what)
    {
        Assert.Equal(HttpStatusCode.NotImplemented, status);
        Assert.Contains($"does not implement {what}", message);
    }

    [Fact]
    public async Task A_transactional_batch_is_refused()
    {
        Container things = await shop.CreateContainer();
        TransactionalBatch batch = things.CreateTransactionalBatch(P)
            .CreateItem(new Thing("a", "p"))
            .PatchItem("b", [PatchOperation.Set("/n", 1)]);

        using TransactionalBatchResponse response = await batch.ExecuteAsync();

        IsRefused(response.StatusCode, response.ErrorMessage, Binary);
        Assert.False(response.IsSuccessStatusCode);
        CosmosException none = await Shop.Fails(() => things.ReadItemAsync<Thing>("a", P));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_bulk_write_is_refused()
    {
        Container things = await shop.CreateContainer();
        Container bulk = shop.Connect(bulk: true).GetContainer(shop.Database.Id, things.Id);

        CosmosException refused = await Shop.Fails(() => bulk.CreateItemAsync(new Thing("a", "p"), P));

        // The client keeps the message of a bulk request in its diagnostics only.
        IsRefused(refused.StatusCode, refused.ToString(), Binary);
    }

    [Fact]
    public async Task A_feed_of_all_versions_and_deletes_is_refused()
    {
        Container things = await shop.CreateContainer();
        FeedIterator<Thing> changes = things.GetChangeFeedIterator<Thing>(
            ChangeFeedStartFrom.Now(), ChangeFeedMode.AllVersionsAndDeletes);

        CosmosException refused = await Shop.Fails(() => changes.ReadNextAsync());

        IsRefused(refused.StatusCode, refused.Message, "the change feed 'Full-Fidelity Feed'");
    }

    [Fact]
    public async Task Scripts_and_users_are_refused()
    {
        Container things = await shop.CreateContainer();

        CosmosException script = await Shop.Fails(() =>
            things.Scripts.CreateStoredProcedureAsync(new("s", "function () {}")));
        CosmosException user = await Shop.Fails(() => shop.Database.CreateUserAsync("u"));

        IsRefused(script.StatusCode, script.Message, $"/dbs/{shop.Database.Id}/colls/{things.Id}/sprocs");
        IsRefused(user.StatusCode, user.Message, $"/dbs/{shop.Database.Id}/users");
    }

    [Fact]
    public async Task Headers_that_would_change_what_happens_are_refused()
    {
        Container things = await shop.CreateContainer();
        QueryRequestOptions withMetrics = new() { PopulateIndexMetrics = true };
        ItemRequestOptions withTrigger = new() { PreTriggers = ["t"] };
        ItemRequestOptions unindexed = new() { IndexingDirective = IndexingDirective.Exclude };
        FeedRange half = FeedRange.FromJsonString("""{"Range":{"min":"","max":"10"}}""");

        (Func<Task> Work, string What)[] requests =
        [
            (() => Shop.ReadAll(things.GetItemQueryIterator<Thing>("SELECT * FROM c", requestOptions: withMetrics)),
                "the header x-ms-cosmos-populateindexmetrics"),
            (() => things.CreateItemAsync(new Thing("a", "p"), P, withTrigger),
                "the header x-ms-documentdb-pre-trigger-include"),
            (() => things.CreateItemAsync(new Thing("a", "p"), P, unindexed), "the header x-ms-indexing-directive"),
            (() => Shop.ReadAll(things.GetItemQueryIterator<Thing>(half, new QueryDefinition("SELECT * FROM c"))),
                "the header x-ms-start-epk"),
        ];
        foreach ((Func<Task> work, string what) in requests)
        {
            CosmosException refused = await Shop.Fails(work);
            IsRefused(refused.StatusCode, refused.Message, what);
        }
    }

    [Fact]
    public async Task A_write_unless_the_etag_matches_is_refused()
    {
        Container things = await shop.CreateContainer();
        ItemRequestOptions unlessThere = new() { IfNoneMatchEtag = "*" };

        CosmosException refused = await Shop.Fails(() => things.UpsertItemAsync(new Thing("a", "p"), P, unlessThere));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("does not implement If-None-Match on writes", refused.Message);
    }

    [Fact]
    public async Task Throughput_is_refused()
    {
        Container things = await shop.CreateContainer();

        CosmosException refused = await Shop.Fails(() => things.ReadThroughputAsync(new RequestOptions()));

        IsRefused(refused.StatusCode, refused.Message, "/offers");
    }

    [Fact]
    public async Task Containers_with_unknown_features_are_refused()
    {
        UniqueKeyPolicy unique = new() { UniqueKeys = { new UniqueKey { Paths = { "/text" } } } };
        ContainerProperties[] containers =
        [
            new("c", ["/a", "/b"]),
            new("c", "/pk") { UniqueKeyPolicy = unique },
            new("c", "/pk") { AnalyticalStoreTimeToLiveInSeconds = -1 },
        ];
        foreach (ContainerProperties container in containers)
        {
            CosmosException refused = await Shop.Fails(() => shop.Database.CreateContainerAsync(container));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("does not implement", refused.Message);
        }
    }

    [Fact]
    public async Task A_sort_order_that_goes_on_after_an_array_is_refused()
    {
        Container things = await shop.CreateContainer();
        for (int i = 0; i < 6; i++)
        {
            await things.CreateItemAsync(new { id = $"a{i}", pk = $"p{i}", list = new[] { i } });
        }
        const string Query = "SELECT * FROM c ORDER BY c.list";
        QueryRequestOptions options = new() { MaxItemCount = 2 };
        using FeedIterator<Thing> iterator = things.GetItemQueryIterator<Thing>(Query, requestOptions: options);
        string token = (await iterator.ReadNextAsync()).ContinuationToken;

        CosmosException refused = await Shop.Fails(() =>
            Shop.ReadAll(things.GetItemQueryIterator<Thing>(Query, token, options)));

        IsRefused(refused.StatusCode, refused.Message, "ORDER BY that goes on after an array or object");
    }

    [Fact]
    public async Task Queries_over_databases_are_refused()
    {
        CosmosException refused = await Shop.Fails(() => Shop.ReadAll(
            shop.Connect().GetDatabaseQueryIterator<DatabaseProperties>("SELECT * FROM c")));

        IsRefused(refused.StatusCode, refused.Message, "queries over databases and containers");
    }
}

using System.Net;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Linq;
using Newtonsoft.Json.Linq;

namespace Hearth.Cosmos;

/// <summary>1,400 documents over three partition ranges. `n` is unique, `rank` has ten values.</summary>
public sealed class Catalog : IAsyncLifetime
{
    public const int Count = 1400;

    private Container? things;

    public Shop Shop { get; } = new();

    public Container Things => things ?? throw new InvalidOperationException("The container is not there yet.");

    public async ValueTask InitializeAsync()
    {
        await Shop.InitializeAsync();
        things = await Shop.CreateContainer(properties =>
        {
            properties.IndexingPolicy.CompositeIndexes.Add(
            [
                new CompositePath { Path = "/rank", Order = CompositePathSortOrder.Ascending },
                new CompositePath { Path = "/n", Order = CompositePathSortOrder.Descending },
            ]);
            properties.IndexingPolicy.CompositeIndexes.Add(
            [
                new CompositePath { Path = "/rank", Order = CompositePathSortOrder.Ascending },
                new CompositePath { Path = "/even", Order = CompositePathSortOrder.Descending },
            ]);
        });
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await Things.CreateItemAsync(
                new { id = $"t{i}", pk = $"p{i % 50}", n = i, rank = i % 10, even = i % 2 == 0 }));
    }

    public ValueTask DisposeAsync() => Shop.DisposeAsync();
}

public sealed class QueryTests(Catalog catalog) : IClassFixture<Catalog>
{
    private readonly Container things = catalog.Things;

    private Task<List<T>> Rows<T>(QueryDefinition query, QueryRequestOptions? options = null) =>
        Shop.ReadAll(things.GetItemQueryIterator<T>(query, requestOptions: options));

    private Task<List<T>> Rows<T>(string query, QueryRequestOptions? options = null) =>
        Rows<T>(new QueryDefinition(query), options);

    /// <summary>Every page by an iterator of its own, as a stateless web page does it.</summary>
    private async Task<List<T>> RowsByTokens<T>(string query, int pageSize, PartitionKey? key = null)
    {
        List<T> rows = [];
        string? token = null;
        do
        {
            QueryRequestOptions options = new() { MaxItemCount = pageSize, PartitionKey = key };
            using FeedIterator<T> iterator = things.GetItemQueryIterator<T>(query, token, options);
            FeedResponse<T> page = await iterator.ReadNextAsync();
            Assert.True(page.Count <= pageSize);
            rows.AddRange(page);
            Assert.True(rows.Count <= Catalog.Count, "There are more rows than documents: a page was repeated.");
            token = page.ContinuationToken;
        }
        while (token is not null);
        return rows;
    }

    [Theory]
    [InlineData("SELECT VALUE c.n FROM c")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.n")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.n DESC")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.rank")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.rank DESC")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.rank ASC, c.n DESC")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.rank DESC, c.n ASC")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.rank ASC, c.even DESC")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.rank DESC, c.even ASC")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.even")]
    [InlineData("SELECT VALUE c.n FROM c ORDER BY c.missing")]
    [InlineData("SELECT VALUE c.n FROM c WHERE c.n >= 0 ORDER BY c.rank DESC")]
    public async Task Every_row_is_returned_once_whatever_the_order_and_the_pages(string query)
    {
        IEnumerable<int> everything = Enumerable.Range(0, Catalog.Count);

        Assert.Equal(everything, (await Rows<int>(query)).Order());
        Assert.Equal(everything, (await Rows<int>(query, new() { MaxItemCount = 90 })).Order());
        Assert.Equal(everything, (await RowsByTokens<int>(query, 150)).Order());
    }

    [Fact]
    public async Task Rows_come_in_the_order_asked_for_across_ranges_and_pages()
    {
        List<int> ascending = await RowsByTokens<int>("SELECT VALUE c.n FROM c ORDER BY c.n", 333);
        List<int> mixed = await RowsByTokens<int>("SELECT VALUE c.n FROM c ORDER BY c.rank ASC, c.n DESC", 333);

        Assert.Equal(Enumerable.Range(0, Catalog.Count), ascending);
        Assert.Equal(
            Enumerable.Range(0, Catalog.Count).OrderBy(i => i % 10).ThenByDescending(i => i),
            mixed);
    }

    [Fact]
    public async Task A_query_of_one_partition_is_paged()
    {
        PartitionKey key = new("p3");
        IEnumerable<int> wanted = Enumerable.Range(0, 28).Select(i => 3 + 50 * i);

        Assert.Equal(wanted.Reverse(), await RowsByTokens<int>("SELECT VALUE c.n FROM c ORDER BY c.n DESC", 5, key));
        Assert.Equal(wanted, (await RowsByTokens<int>("SELECT VALUE c.n FROM c", 5, key)).Order());
    }

    [Fact]
    public async Task Parameters_of_every_type_are_values()
    {
        QueryDefinition query = new QueryDefinition(
            "SELECT VALUE c.n FROM c WHERE c.even = @even AND c.pk = @pk AND c.n < @n"
            + " AND ARRAY_CONTAINS(@ranks, c.rank) AND @none = null")
            .WithParameter("@even", true)
            .WithParameter("@pk", "p4")
            .WithParameter("@n", 300)
            .WithParameter("@ranks", new[] { 4, 5 })
            .WithParameter("@none", null);

        Assert.Equal([4, 54, 104, 154, 204, 254], (await Rows<int>(query)).Order());
    }

    [Fact]
    public async Task Aggregates_are_merged_over_the_ranges()
    {
        Assert.Equal([Catalog.Count], await Rows<int>("SELECT VALUE COUNT(1) FROM c"));
        Assert.Equal([Catalog.Count / 2], await Rows<int>("SELECT VALUE COUNT(1) FROM c WHERE c.even"));
        Assert.Equal([Catalog.Count * (Catalog.Count - 1) / 2], await Rows<int>("SELECT VALUE SUM(c.n) FROM c"));
        Assert.Equal([(Catalog.Count - 1) / 2.0], await Rows<double>("SELECT VALUE AVG(c.n) FROM c"));
        Assert.Equal([0], await Rows<int>("SELECT VALUE MIN(c.n) FROM c"));
        Assert.Equal([Catalog.Count - 1], await Rows<int>("SELECT VALUE MAX(c.n) FROM c"));
        JObject both = Assert.Single(await Rows<JObject>("SELECT COUNT(1) AS many, MAX(c.n) AS last FROM c"));
        Assert.Equal(Catalog.Count, both["many"]);
        Assert.Equal(Catalog.Count - 1, both["last"]);
    }

    [Fact]
    public async Task Groups_are_merged_over_the_ranges()
    {
        List<JObject> groups = await Rows<JObject>(
            "SELECT c.rank, COUNT(1) AS many, AVG(c.n) AS mean FROM c GROUP BY c.rank");

        Assert.Equal(Enumerable.Range(0, 10), groups.Select(group => group.Value<int>("rank")).Order());
        Assert.All(groups, group => Assert.Equal(140, group["many"]));
        Assert.All(groups, group => Assert.Equal(695 + group.Value<int>("rank"), group["mean"]));
    }

    [Fact]
    public async Task Distinct_values_are_distinct_over_the_ranges()
    {
        Assert.Equal(Enumerable.Range(0, 10), (await Rows<int>("SELECT DISTINCT VALUE c.rank FROM c")).Order());
        Assert.Equal(
            Enumerable.Range(0, 10),
            await Rows<int>("SELECT DISTINCT VALUE c.rank FROM c ORDER BY c.rank", new() { MaxItemCount = 3 }));
    }

    [Fact]
    public async Task Top_and_offset_count_over_the_ranges()
    {
        Assert.Equal([0, 1, 2, 3, 4], await Rows<int>("SELECT TOP 5 VALUE c.n FROM c ORDER BY c.n"));
        Assert.Equal([7, 8, 9], await Rows<int>("SELECT VALUE c.n FROM c ORDER BY c.n OFFSET 7 LIMIT 3"));
        Assert.Equal(12, (await Rows<int>("SELECT TOP 12 VALUE c.n FROM c")).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(3, 20),
            await RowsByTokens<int>("SELECT VALUE c.n FROM c ORDER BY c.n OFFSET 3 LIMIT 20", 7));
    }

    [Fact]
    public async Task Linq_is_a_query()
    {
        IQueryable<Row> third = things.GetItemLinqQueryable<Row>().Where(row => row.rank == 3);
        IQueryable<Row> last = third.Where(row => row.n > 1000).OrderByDescending(row => row.n).Take(3);

        Assert.Equal([1393, 1383, 1373], (await Shop.ReadAll(last.ToFeedIterator())).Select(row => row.n));
        Assert.Equal(140, (await third.CountAsync()).Resource);
    }

    private sealed record Row(int n, int rank);

    [Fact]
    public async Task A_feed_without_a_query_returns_everything()
    {
        List<Thing> all = await Shop.ReadAll(
            things.GetItemQueryIterator<Thing>(requestOptions: new() { MaxItemCount = 200 }));
        Assert.Equal(Catalog.Count, all.Select(thing => thing.id).Distinct().Count());

        List<Thing> one = await Shop.ReadAll(
            things.GetItemQueryIterator<Thing>(requestOptions: new() { PartitionKey = new PartitionKey("p3") }));
        Assert.Equal(28, one.Count);
    }

    [Fact]
    public async Task The_feed_ranges_hold_everything_once()
    {
        IReadOnlyList<FeedRange> ranges = await things.GetFeedRangesAsync();
        Assert.True(ranges.Count > 1);

        List<int> rows = [];
        foreach (FeedRange range in ranges)
        {
            rows.AddRange(await Shop.ReadAll(
                things.GetItemQueryIterator<int>(range, new QueryDefinition("SELECT VALUE c.n FROM c ORDER BY c.n"))));
        }
        Assert.Equal(Enumerable.Range(0, Catalog.Count), rows.Order());
    }

    [Fact]
    public async Task A_query_with_a_mistake_is_400_and_says_which()
    {
        CosmosException refused = await Shop.Fails(() => Rows<int>("SELECT VALUE c.n FORM c"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("FORM", refused.Message);
    }

    [Fact]
    public async Task An_order_without_an_index_is_400()
    {
        CosmosException refused = await Shop.Fails(() => Rows<int>("SELECT VALUE c.n FROM c ORDER BY c.n, c.pk"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("composite index", refused.Message);
    }
}

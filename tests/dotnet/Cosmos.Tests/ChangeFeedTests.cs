using System.Net;
using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

/// <summary>The pull model of the client. ChangeFeedProcessorTests has the push model.</summary>
public sealed class ChangeFeedTests(Shop shop) : IClassFixture<Shop>
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 40).Select(i => $"d{i:00}")];

    private async Task<Container> CreateThings()
    {
        Container things = await shop.CreateContainer();
        foreach (string id in Ids) await things.CreateItemAsync(new Thing(id, id));
        return things;
    }

    private static FeedIterator<Thing> Open(Container things, ChangeFeedStartFrom start, int? page = null) =>
        things.GetChangeFeedIterator<Thing>(
            start, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = page });

    private static FeedIterator<Thing> OpenPart(Container things, string min, string max) => Open(
        things,
        ChangeFeedStartFrom.Beginning(FeedRange.FromJsonString($$$"""{"Range":{"min":"{{{min}}}","max":"{{{max}}}"}}""")));

    /// <summary>The pages up to the first "not modified", and the token of that one.</summary>
    private static async Task<(List<Thing[]> Pages, string Token)> ReadPages(FeedIterator<Thing> feed)
    {
        List<Thing[]> pages = [];
        while (true)
        {
            FeedResponse<Thing> page = await feed.ReadNextAsync();
            if (page.StatusCode == HttpStatusCode.NotModified) return (pages, page.ContinuationToken);
            pages.Add([.. page]);
        }
    }

    private static async Task<List<string>> ReadIds(FeedIterator<Thing> feed) =>
        [.. (await ReadPages(feed)).Pages.SelectMany(page => page).Select(thing => thing.id)];

    [Fact]
    public async Task Every_document_is_read_from_the_beginning_and_only_changes_after_that()
    {
        Container things = await CreateThings();

        (List<Thing[]> pages, string token) = await ReadPages(Open(things, ChangeFeedStartFrom.Beginning()));
        Assert.Equal(Ids, pages.SelectMany(page => page).Select(thing => thing.id).Order());

        await things.UpsertItemAsync(new Thing("d07", "d07", 6));
        await things.UpsertItemAsync(new Thing("d07", "d07", 7));
        await things.DeleteItemAsync<Thing>("d08", new PartitionKey("d08"));
        (pages, _) = await ReadPages(Open(things, ChangeFeedStartFrom.ContinuationToken(token)));
        Assert.Equal([new Thing("d07", "d07", 7)], pages.SelectMany(page => page));
    }

    [Fact]
    public async Task Each_feed_range_shows_its_part()
    {
        Container things = await CreateThings();
        IReadOnlyList<FeedRange> ranges = await things.GetFeedRangesAsync();

        Assert.Equal(2, ranges.Count);
        List<string> all = [];
        foreach (FeedRange range in ranges)
        {
            List<string> part = await ReadIds(Open(things, ChangeFeedStartFrom.Beginning(range)));
            Assert.NotEmpty(part);
            all.AddRange(part);
        }
        Assert.Equal(Ids, all.Order());
    }

    [Fact]
    public async Task A_feed_range_may_be_a_part_of_a_partition_range_or_span_several()
    {
        Container things = await CreateThings();
        List<string> low = await ReadIds(OpenPart(things, "", "10"));
        List<string> middle = await ReadIds(OpenPart(things, "10", "30"));
        List<string> high = await ReadIds(OpenPart(things, "30", "FF"));

        Assert.NotEmpty(low);
        Assert.NotEmpty(middle);
        Assert.NotEmpty(high);
        Assert.Equal(Ids, low.Concat(middle).Concat(high).Order());
    }

    [Fact]
    public async Task A_partition_key_has_a_feed_of_its_own_that_is_paged()
    {
        Container things = await shop.CreateContainer();
        for (int i = 0; i < 5; i++)
        {
            await things.CreateItemAsync(new Thing($"a{i}", "p"));
            await things.CreateItemAsync(new Thing($"b{i}", "q"));
        }
        FeedRange range = FeedRange.FromPartitionKey(new PartitionKey("p"));

        (List<Thing[]> pages, _) = await ReadPages(Open(things, ChangeFeedStartFrom.Beginning(range), page: 2));

        Assert.Equal(
            [["a0", "a1"], ["a2", "a3"], ["a4"]],
            pages.Select(page => page.Select(thing => thing.id).ToArray()));
    }

    [Fact]
    public async Task A_feed_starts_now_or_at_a_time()
    {
        Container things = await CreateThings();
        FeedIterator<Thing> fromNow = Open(things, ChangeFeedStartFrom.Now());
        Assert.Empty(await ReadIds(fromNow));
        DateTime hourAgo = DateTime.UtcNow.AddHours(-1);

        await things.CreateItemAsync(new Thing("new", "new"));

        Assert.Equal(["new"], await ReadIds(fromNow));
        Assert.Equal([.. Ids, "new"], (await ReadIds(Open(things, ChangeFeedStartFrom.Time(hourAgo)))).Order());
        Assert.Empty(await ReadIds(Open(things, ChangeFeedStartFrom.Time(DateTime.UtcNow.AddHours(1)))));
    }
}

using System.Net;
using System.Text;
using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

public sealed class DocumentTests(Shop shop) : IClassFixture<Shop>
{
    private static readonly PartitionKey P = new("p");

    [Fact]
    public async Task A_document_is_created_read_replaced_and_deleted()
    {
        Container things = await shop.CreateContainer();

        ItemResponse<Thing> created = await things.CreateItemAsync(new Thing("a", "p", 1), P);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(new Thing("a", "p", 1), created.Resource);
        Assert.True(created.RequestCharge > 0);

        ItemResponse<Thing> replaced = await things.ReplaceItemAsync(new Thing("a", "p", 2), "a", P);

        Assert.NotEqual(created.ETag, replaced.ETag);
        Assert.Equal(2, (await things.ReadItemAsync<Thing>("a", P)).Resource.n);

        Assert.Equal(HttpStatusCode.NoContent, (await things.DeleteItemAsync<Thing>("a", P)).StatusCode);
        CosmosException gone = await Shop.Fails(() => things.ReadItemAsync<Thing>("a", P));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_partition_key_that_is_not_given_is_taken_from_the_document()
    {
        Container things = await shop.CreateContainer();
        await things.CreateItemAsync(new Thing("a", "p", 1));

        Assert.Equal(HttpStatusCode.OK, (await things.UpsertItemAsync(new Thing("a", "p", 2))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await things.UpsertItemAsync(new Thing("a", "q", 3))).StatusCode);
        Assert.Equal(2, (await things.ReadItemAsync<Thing>("a", P)).Resource.n);
    }

    [Fact]
    public async Task A_second_create_conflicts()
    {
        Container things = await shop.CreateContainer();
        await things.CreateItemAsync(new Thing("a", "p"), P);

        CosmosException conflict = await Shop.Fails(() => things.CreateItemAsync(new Thing("a", "p"), P));

        Assert.Equal(HttpStatusCode.Conflict, conflict.StatusCode);
    }

    [Fact]
    public async Task A_write_under_an_outdated_etag_is_412_and_changes_nothing()
    {
        Container things = await shop.CreateContainer();
        string first = (await things.CreateItemAsync(new Thing("a", "p", 1), P)).ETag;
        ItemRequestOptions ifFirst = new() { IfMatchEtag = first };
        await things.ReplaceItemAsync(new Thing("a", "p", 2), "a", P, ifFirst);

        Func<Task>[] writes =
        [
            () => things.ReplaceItemAsync(new Thing("a", "p", 3), "a", P, ifFirst),
            () => things.UpsertItemAsync(new Thing("a", "p", 3), P, ifFirst),
            () => things.DeleteItemAsync<Thing>("a", P, ifFirst),
            () => things.PatchItemAsync<Thing>("a", P, [PatchOperation.Set("/n", 3)], new() { IfMatchEtag = first }),
        ];
        foreach (Func<Task> write in writes)
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, (await Shop.Fails(write)).StatusCode);
        }
        Assert.Equal(2, (await things.ReadItemAsync<Thing>("a", P)).Resource.n);
    }

    [Fact]
    public async Task A_read_under_the_current_etag_is_304()
    {
        Container things = await shop.CreateContainer();
        string etag = (await things.CreateItemAsync(new Thing("a", "p"), P)).ETag;
        ItemRequestOptions unlessChanged = new() { IfNoneMatchEtag = etag };

        using ResponseMessage same = await things.ReadItemStreamAsync("a", P, unlessChanged);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);

        await things.ReplaceItemAsync(new Thing("a", "p", 2), "a", P);
        using ResponseMessage changed = await things.ReadItemStreamAsync("a", P, unlessChanged);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task A_write_can_leave_the_document_out_of_its_answer()
    {
        Container things = await shop.CreateContainer();
        ItemRequestOptions minimal = new() { EnableContentResponseOnWrite = false };
        PatchItemRequestOptions minimalPatch = new() { EnableContentResponseOnWrite = false };

        ItemResponse<Thing>[] answers =
        [
            await things.CreateItemAsync(new Thing("a", "p", 1), P, minimal),
            await things.UpsertItemAsync(new Thing("a", "p", 2), P, minimal),
            await things.ReplaceItemAsync(new Thing("a", "p", 3), "a", P, minimal),
            await things.PatchItemAsync<Thing>("a", P, [PatchOperation.Increment("/n", 1)], minimalPatch),
        ];

        Assert.All(answers, answer => Assert.Null(answer.Resource));
        Assert.All(answers, answer => Assert.NotEmpty(answer.ETag));

        ItemResponse<Thing> read = await things.ReadItemAsync<Thing>("a", P, minimal);
        Assert.Equal(new Thing("a", "p", 4), read.Resource);
        Assert.Equal(answers[^1].ETag, read.ETag);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("ü€")]
    [InlineData("a+b")]
    [InlineData("o'k")]
    [InlineData("100%")]
    [InlineData("A:b|C")]
    public async Task Ids_with_any_permitted_characters_are_found_again(string id)
    {
        Container things = await shop.CreateContainer();
        await things.CreateItemAsync(new Thing(id, id), new PartitionKey(id));

        Assert.Equal(id, (await things.ReadItemAsync<Thing>(id, new PartitionKey(id))).Resource.id);
    }

    [Fact]
    public async Task Every_kind_of_partition_key_is_a_place_of_its_own()
    {
        Container things = await shop.CreateContainer();
        PartitionKey[] keys =
        [
            new("1"), new(1), new(1.5), new(true), new(false), PartitionKey.Null, PartitionKey.None,
        ];
        string[] bodies =
        [
            "\"pk\":\"1\"", "\"pk\":1", "\"pk\":1.5", "\"pk\":true", "\"pk\":false", "\"pk\":null", "\"other\":0",
        ];
        foreach ((PartitionKey key, string body) in keys.Zip(bodies))
        {
            using MemoryStream stream = new(Encoding.UTF8.GetBytes($"{{\"id\":\"twin\",{body}}}"));
            using ResponseMessage created = await things.CreateItemStreamAsync(stream, key);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        }

        foreach ((PartitionKey key, string body) in keys.Zip(bodies))
        {
            using ResponseMessage read = await things.ReadItemStreamAsync("twin", key);
            Assert.Contains(body, await new StreamReader(read.Content).ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Many_documents_are_read_at_once()
    {
        Container things = await shop.CreateContainer();
        List<(string, PartitionKey)> wanted = [];
        for (int i = 0; i < 40; i++)
        {
            await things.CreateItemAsync(new Thing($"t{i}", $"p{i % 7}", i));
            if (i % 3 == 0) wanted.Add(($"t{i}", new PartitionKey($"p{i % 7}")));
        }
        wanted.Add(("missing", new PartitionKey("p1")));

        FeedResponse<Thing> found = await things.ReadManyItemsAsync<Thing>(wanted);

        Assert.Equal(
            Enumerable.Range(0, 40).Where(i => i % 3 == 0),
            found.Select(thing => thing.n).Order());
    }

    [Fact]
    public async Task A_document_lives_as_long_as_its_time_to_live()
    {
        Container things = await shop.CreateContainer(properties => properties.DefaultTimeToLive = -1);
        await things.CreateItemAsync(new Thing("brief", "p", ttl: 1), P);
        await things.CreateItemAsync(new Thing("lasting", "p", ttl: -1), P);

        await Task.Delay(2100);

        CosmosException expired = await Shop.Fails(() => things.ReadItemAsync<Thing>("brief", P));
        Assert.Equal(HttpStatusCode.NotFound, expired.StatusCode);
        Assert.Equal("lasting", (await things.ReadItemAsync<Thing>("lasting", P)).Resource.id);
    }

    [Fact]
    public async Task A_session_token_of_one_client_is_good_for_another()
    {
        Container things = await shop.CreateContainer();
        ItemResponse<Thing> created = await things.CreateItemAsync(new Thing("a", "p", 1), P);

        Assert.Matches("^[0-9]+:.*#[0-9]+", created.Headers.Session);

        Container elsewhere = shop.Connect().GetContainer(shop.Database.Id, things.Id);
        ItemRequestOptions after = new() { SessionToken = created.Headers.Session };
        Assert.Equal(1, (await elsewhere.ReadItemAsync<Thing>("a", P, after)).Resource.n);

        await things.ReplaceItemAsync(new Thing("a", "p", 2), "a", P);
        Assert.Equal(2, (await things.ReadItemAsync<Thing>("a", P)).Resource.n);
    }
}

using System.Net;
using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

public sealed class ContainerTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Databases_and_containers_are_created_unless_they_are_there()
    {
        CosmosClient client = shop.Connect();
        string name = $"other-{Guid.NewGuid():N}";

        Assert.Equal(HttpStatusCode.Created, (await client.CreateDatabaseIfNotExistsAsync(name)).StatusCode);
        DatabaseResponse again = await client.CreateDatabaseIfNotExistsAsync(name);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        Database database = again.Database;
        Assert.Equal(HttpStatusCode.Created, (await database.CreateContainerIfNotExistsAsync("C 1", "/pk")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await database.CreateContainerIfNotExistsAsync("C 1", "/pk")).StatusCode);

        Container container = database.GetContainer("C 1");
        await container.CreateItemAsync(new Thing("a", "p"));
        await container.DeleteContainerAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await Shop.Fails(() => container.ReadContainerAsync())).StatusCode);

        await database.DeleteAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await Shop.Fails(() => database.ReadAsync())).StatusCode);
    }

    [Fact]
    public async Task Databases_and_containers_are_listed()
    {
        Container things = await shop.CreateContainer();
        CosmosClient client = shop.Connect();

        List<DatabaseProperties> databases = await Shop.ReadAll(client.GetDatabaseQueryIterator<DatabaseProperties>());
        Assert.Contains(databases, database => database.Id == shop.Database.Id);

        List<ContainerProperties> containers = await Shop.ReadAll(
            shop.Database.GetContainerQueryIterator<ContainerProperties>());
        Assert.Contains(containers, container => container.Id == things.Id);
    }

    [Fact]
    public async Task The_policy_of_a_container_is_kept_and_can_be_replaced()
    {
        Container things = await shop.CreateContainer(properties =>
        {
            properties.DefaultTimeToLive = 7;
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/n/?" });
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        });

        ContainerProperties read = await things.ReadContainerAsync();

        Assert.Equal(7, read.DefaultTimeToLive);
        Assert.Equal(IndexingMode.Consistent, read.IndexingPolicy.IndexingMode);
        Assert.Contains(read.IndexingPolicy.IncludedPaths, path => path.Path == "/n/?");

        read.DefaultTimeToLive = 8;
        Assert.Equal(8, (await things.ReplaceContainerAsync(read)).Resource.DefaultTimeToLive);
    }

    [Fact]
    public async Task A_container_that_is_deleted_and_created_again_is_found_by_the_same_client()
    {
        Container things = await shop.CreateContainer();
        await things.CreateItemAsync(new Thing("a", "p"));
        await things.DeleteContainerAsync();
        await shop.Database.CreateContainerAsync(things.Id, "/pk");

        await things.CreateItemAsync(new Thing("b", "p"));

        Task<List<string>> Query() =>
            Shop.ReadAll(things.GetItemQueryIterator<string>("SELECT VALUE c.id FROM c ORDER BY c.id"));
        // The client asks for the ranges of the old resource id once, and then forgets it.
        Assert.Equal(HttpStatusCode.NotFound, (await Shop.Fails(Query)).StatusCode);
        Assert.Equal(["b"], await Query());
    }

    [Fact]
    public async Task The_account_is_described()
    {
        AccountProperties account = await shop.Connect().ReadAccountAsync();

        Assert.Equal(ConsistencyLevel.Session, account.Consistency.DefaultConsistencyLevel);
    }
}

using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

public sealed record Thing(string id, string pk, int n = 0, string? text = null, int? ttl = null);

/// <summary>A database of its own on the local Cosmos server, with the .NET client in gateway mode.</summary>
public sealed class Shop : IAsyncLifetime
{
    private readonly List<CosmosClient> clients = [];
    private Database? database;

    public Database Database => database ?? throw new InvalidOperationException("The database is not there yet.");

    public async ValueTask InitializeAsync()
    {
        database = await Connect().CreateDatabaseIfNotExistsAsync($"shop-{Guid.NewGuid():N}");
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DeleteAsync();
        foreach (CosmosClient client in clients) client.Dispose();
    }

    /// <summary>A client with a session of its own.</summary>
    public CosmosClient Connect(bool bulk = false)
    {
        string connection = Environment.GetEnvironmentVariable("Cosmos")
            ?? throw new InvalidOperationException("The setting Cosmos is missing. Run npm run test:dotnet.");
        CosmosClient client = new(connection, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            AllowBulkExecution = bulk,
            RequestTimeout = TimeSpan.FromSeconds(10),
        });
        clients.Add(client);
        return client;
    }

    public async Task<Container> CreateContainer(Action<ContainerProperties>? change = null)
    {
        ContainerProperties properties = new($"c-{Guid.NewGuid():N}", "/pk");
        change?.Invoke(properties);
        return await Database.CreateContainerAsync(properties);
    }

    public static async Task<CosmosException> Fails(Func<Task> work) => await Assert.ThrowsAsync<CosmosException>(work);

    public static async Task<List<T>> ReadAll<T>(FeedIterator<T> iterator)
    {
        List<T> rows = [];
        while (iterator.HasMoreResults) rows.AddRange(await iterator.ReadNextAsync());
        return rows;
    }
}

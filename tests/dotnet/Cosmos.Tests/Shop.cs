using System.Net.Http.Json;
using System.Text.Json;
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

    /// <summary>
    /// Sets the faults of the server. Other tests use it at the same time, so each rule should name its container.
    /// </summary>
    public async Task SetFaults(object faults)
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.PutAsJsonAsync(FaultsAddress(), faults);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many requests the faults have struck.</summary>
    public async Task<int> ClearFaults()
    {
        using HttpClient http = new();
        JsonElement faults = await http.GetFromJsonAsync<JsonElement>(FaultsAddress());
        using HttpResponseMessage answer = await http.DeleteAsync(FaultsAddress());
        answer.EnsureSuccessStatusCode();
        return faults.GetProperty("struck").GetInt32();
    }

    private Uri FaultsAddress() => new(Connect().Endpoint, "_hearth/faults");

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

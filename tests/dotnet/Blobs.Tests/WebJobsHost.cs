using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hearth.Blobs;

/// <summary>Runs the Blob extension of the real functions host in this process, one at a time.</summary>
public sealed class WebJobsHost : IRunningHost
{
    private readonly IHost host;
    private readonly int before = global::Host.Functions.Runs.Count;

    private WebJobsHost(IHost host) => this.host = host;

    public IReadOnlyCollection<string> Runs => global::Host.Functions.Runs.Skip(before).ToArray();

    public static async Task<WebJobsHost> Start(string hostId, string uploads)
    {
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = Environment.GetEnvironmentVariable("AzureWebJobsStorage"),
            ["Uploads"] = uploads,
        };
        var host = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(settings))
            .ConfigureWebJobs(jobs => jobs.AddAzureStorageCoreServices().AddAzureStorageBlobs())
            .ConfigureServices(services => services
                .AddSingleton<IHostIdProvider>(new GivenHostId(hostId))
                .AddSingleton<ITypeLocator>(new GivenType(typeof(global::Host.Functions))))
            .Build();
        await host.StartAsync();
        return new WebJobsHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private sealed class GivenHostId(string id) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(id);
    }

    private sealed class GivenType(Type type) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => [type];
    }
}

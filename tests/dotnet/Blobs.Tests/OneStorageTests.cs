using System.Diagnostics;
using Azure.Storage.Blobs;

namespace Hearth.Blobs;

/// <summary>Both hosts over one storage account: every blob runs once, whichever host comes first.</summary>
public class OneStorageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Two rounds of either host: a blob that would run twice does so in this time.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(4.5);

    /// <summary>
    /// The real host misses a blob of the same second as the newest one that it has listed.
    /// </summary>
    private static readonly TimeSpan NextSecond = TimeSpan.FromSeconds(1.1);

    /// <summary>The hosts of a stage run at once. A stage ends before the next one starts.</summary>
    [Theory]
    [InlineData("stand-in", "real")]
    [InlineData("real", "stand-in")]
    [InlineData("stand-in + real")]
    [InlineData("real", "stand-in", "real + stand-in")]
    public async Task No_blob_runs_twice_and_none_is_lost(params string[] stages)
    {
        var id = Guid.NewGuid().ToString("N");
        var container = new BlobContainerClient(Environment.GetEnvironmentVariable("AzureWebJobsStorage"), $"uploads-{id}");
        await container.CreateAsync();
        var uploaded = new List<string>();
        var ran = new List<string>();

        foreach (var stage in stages)
        {
            await Upload(8, container, uploaded);
            await Task.Delay(NextSecond);
            var clock = Stopwatch.StartNew();
            var hosts = await Task.WhenAll(stage.Split(" + ").Select(kind => Start(kind, id, container.Name)));
            for (var count = 0; count < 2; count++)
            {
                await Upload(1, container, uploaded);
                await Task.Delay(NextSecond);
            }

            await Until(() => uploaded.Except([.. ran, .. RunsOf(hosts)]).Any() is false);
            var seconds = clock.Elapsed.TotalSeconds;
            await Task.Delay(Quiet);
            foreach (var host in hosts) await host.DisposeAsync();
            output.WriteLine($"{stage}: {string.Join(" + ", hosts.Select(host => host.Runs.Count))} runs in {seconds:F1} s");
            ran.AddRange(RunsOf(hosts));
        }

        var twice = ran.GroupBy(blob => blob).Count(runs => runs.Count() > 1);
        var lost = uploaded.Except(ran).Count();
        output.WriteLine($"{string.Join(", then ", stages)}: {uploaded.Count} blobs, {twice} ran twice, {lost} lost");
        Assert.Equal((0, 0), (twice, lost));
    }

    private static IEnumerable<string> RunsOf(IEnumerable<IRunningHost> hosts) => hosts.SelectMany(host => host.Runs);

    private static async Task<IRunningHost> Start(string kind, string hostId, string uploads) =>
        kind == "real" ? await WebJobsHost.Start(hostId, uploads) : await StandInHost.Start(hostId, uploads);

    private static async Task Upload(int blobs, BlobContainerClient container, List<string> uploaded)
    {
        for (var count = 0; count < blobs; count++)
        {
            var name = $"{uploaded.Count} ä/b.txt";
            await container.UploadBlobAsync(name, BinaryData.FromString("content"));
            uploaded.Add($"{container.Name}/{name}");
        }
    }

    /// <summary>Returns after a while even if it is not so, because the caller counts what is missing.</summary>
    private static async Task Until(Func<bool> isSo)
    {
        for (var end = DateTime.UtcNow + Patience; !isSo() && DateTime.UtcNow < end;) await Task.Delay(50);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Hearth.Blobs;

/// <summary>Runs the functions host of the laptop cloud with the app of this folder.</summary>
public sealed partial class StandInHost : IRunningHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Repository = typeof(StandInHost).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "Repository").Value!;

    private readonly ConcurrentQueue<string> runs = new();
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<Uri> ready = new();
    private readonly Process process;

    private StandInHost(ProcessStartInfo program)
    {
        process = new Process { StartInfo = program, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Read(line.Data ?? "");
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException(string.Join("\n", lines)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyCollection<string> Runs => runs.ToArray();

    public Uri Address => ready.Task.Result;

    public static async Task<StandInHost> Start(string hostId, string uploads)
    {
        string[] args =
        [
            "dist/local/hearth.js", "local", "functions-host", "--app", "tests/dotnet/Blobs.Tests/app", "--port", "0",
        ];
        var program = new ProcessStartInfo("node", args)
        {
            WorkingDirectory = Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AzureFunctionsWebHost__hostid"] = hostId, ["Uploads"] = uploads },
        };
        var host = new StandInHost(program);
        await host.ready.Task.WaitAsync(Patience);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        // Process.Kill would not let it finish its work.
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Read(string line)
    {
        lines.Enqueue(line);
        if (line.StartsWith("RAN ", StringComparison.Ordinal)) runs.Enqueue(line["RAN ".Length..]);
        var address = Ready().Match(line);
        if (address.Success) ready.TrySetResult(new Uri(address.Groups[1].Value));
    }

    [GeneratedRegex(@"Functions host ready: (http:[^\s""]+)")]
    private static partial Regex Ready();
}

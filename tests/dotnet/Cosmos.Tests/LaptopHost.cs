using System.Diagnostics;
using Microsoft.Azure.Cosmos;

namespace Hearth.Cosmos;

/// <summary>Runs the functions host of the laptop cloud with the app of this folder.</summary>
public sealed class LaptopHost : IAsyncDisposable
{
    private readonly Process process;

    private LaptopHost(ProcessStartInfo program, Action<string> handle)
    {
        process = new Process { StartInfo = program };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("HANDLED ", StringComparison.Ordinal) == true) handle(line.Data["HANDLED ".Length..]);
        };
        process.Start();
        process.BeginOutputReadLine();
    }

    /// <param name="handle">Called with the id of each change.</param>
    public static LaptopHost Start(Container things, Container leases, Action<string> handle)
    {
        string[] args =
        [
            "dist/local/hearth.js", "local", "functions-host", "--app", "tests/dotnet/Cosmos.Tests/app", "--port", "0",
        ];
        return new LaptopHost(
            new ProcessStartInfo(Setting("HEARTH_NODE"), args)
            {
                WorkingDirectory = Setting("HEARTH_FOLDER"),
                RedirectStandardOutput = true,
                Environment =
                {
                    ["Database"] = things.Database.Id,
                    ["Things"] = things.Id,
                    ["Leases"] = leases.Id,
                },
            },
            handle);
    }

    public async ValueTask DisposeAsync()
    {
        // Process.Kill would not let it write its checkpoints.
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"The setting {name} is missing. Run npm run test:dotnet.");
}

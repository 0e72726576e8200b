using System.Diagnostics;

namespace Hearth.ServiceBus;

/// <summary>A broker of its own, for a test that ends it or cuts its connections.</summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly string connections;
    private Process process;

    private Broker(Process process, string connectionString, string controlUrl)
    {
        this.process = process;
        ConnectionString = connectionString;
        connections = $"{controlUrl}/_hearth/pause";
    }

    public string ConnectionString { get; }

    public static async Task<Broker> Start()
    {
        var process = Run(0);
        var control = "";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var value = line.Trim().Split("  ").Last().Trim();
            if (value.EndsWith("/_hearth/queues")) control = value.Replace("/_hearth/queues", "");
            if (value.StartsWith("Endpoint=")) return new Broker(process, value, control);
        }
        throw new InvalidOperationException("The broker ended before it had printed its address.");
    }

    /// <summary>Ends it without a goodbye. Its messages are lost.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Starts it again at the same address.</summary>
    public async Task Restart()
    {
        process = Run(ServiceBusPort());
        await process.StandardOutput.ReadLineAsync();
    }

    /// <summary>Cuts all connections. Messages and locks stay.</summary>
    public async Task CutConnections()
    {
        using var http = new HttpClient();
        await http.PutAsync(connections, new StringContent("""{ "forMs": 300 }"""));
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        process.Dispose();
    }

    private int ServiceBusPort() => new Uri(ConnectionString.Split(';')[0].Replace("Endpoint=", "")).Port;

    private static Process Run(int port)
    {
        var start = new ProcessStartInfo(Stage.Setting("HEARTH_NODE"))
        {
            WorkingDirectory = Stage.Setting("HEARTH_FOLDER"),
            RedirectStandardOutput = true,
        };
        string[] ports = ["--port", $"{port}", "--control-port", "0"];
        string[] queues = ["--config", "tests/dotnet/ServiceBus.Tests/queues.json"];
        foreach (var argument in (string[])["dist/local/hearth.js", "local", "service-bus", .. ports, .. queues])
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start) ?? throw new InvalidOperationException("The broker did not start.");
    }
}

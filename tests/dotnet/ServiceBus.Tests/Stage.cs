using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

/// <summary>A client, and one queue of queues.json that no other test uses.</summary>
public sealed class Stage(string queue, string? connectionString = null) : IAsyncDisposable
{
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    public string Queue => queue;

    public ServiceBusClient Client { get; } = Connect(connectionString ?? Setting("ServiceBus"));

    public ServiceBusSender Sender => field ??= Client.CreateSender(queue);

    public ServiceBusReceiver Receiver => field ??= Client.CreateReceiver(queue);

    public ServiceBusReceiver DeadLetters =>
        field ??= Client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set. Run these tests with \"npm run test:dotnet\".");

    public static ServiceBusClient Connect(string connectionString) =>
        new(
            connectionString,
            new ServiceBusClientOptions
            {
                RetryOptions = new ServiceBusRetryOptions
                {
                    MaxRetries = 5,
                    Delay = TimeSpan.FromMilliseconds(200),
                    MaxDelay = TimeSpan.FromSeconds(1),
                    TryTimeout = TimeSpan.FromSeconds(20),
                },
            }
        );

    public Task Send(params string[] bodies) =>
        Sender.SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body)));

    /// <summary>Sends a message and receives it.</summary>
    public async Task<ServiceBusReceivedMessage> Pass(ServiceBusMessage message)
    {
        await Sender.SendMessageAsync(message);
        return await Receive();
    }

    public async Task<ServiceBusReceivedMessage> Receive() =>
        await Receiver.ReceiveMessageAsync() ?? throw new InvalidOperationException($"{queue} is empty.");

    /// <summary>Receives until there are so many messages, which a single call does not promise.</summary>
    public async Task<List<ServiceBusReceivedMessage>> Receive(int count)
    {
        var received = new List<ServiceBusReceivedMessage>();
        while (received.Count < count)
        {
            var more = await Receiver.ReceiveMessagesAsync(count - received.Count);
            if (more.Count == 0) throw new InvalidOperationException($"{queue} has only {received.Count} messages.");
            received.AddRange(more);
        }
        return received;
    }

    public async Task AssertEmpty() => Assert.Null(await Receiver.ReceiveMessageAsync(Moment));

    /// <summary>What the broker counts in the queue: active, locked, scheduled, deferred, deadLettered.</summary>
    public async Task<int> Count(string state)
    {
        using var http = new HttpClient();
        var json = await http.GetStringAsync($"{Setting("ServiceBusControl")}/_hearth/queues");
        return JsonDocument.Parse(json).RootElement.GetProperty(queue).GetProperty(state).GetInt32();
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

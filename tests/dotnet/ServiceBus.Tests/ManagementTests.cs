using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class ManagementTests
{
    [Fact]
    public async Task Many_requests_at_once_each_get_their_own_answer()
    {
        await using var stage = new Stage("management");
        await stage.Send([.. Enumerable.Range(0, 50).Select(index => $"{index}")]);
        var messages = await stage.Receive(50);

        var peeks = messages.Select(message => stage.Receiver.PeekMessageAsync(message.SequenceNumber)).ToArray();
        var renewals = messages.Select(message => stage.Receiver.RenewMessageLockAsync(message)).ToArray();
        var peeked = await Task.WhenAll(peeks);
        await Task.WhenAll(renewals);

        Assert.Equal(messages.Select(message => message.MessageId), peeked.Select(message => message.MessageId));
    }

    [Fact]
    public async Task Many_clients_connect_at_once()
    {
        await using var stage = new Stage("management-clients");
        var clients = Enumerable.Range(0, 10).Select(_ => Stage.Connect(Stage.Setting("ServiceBus"))).ToArray();

        await Task.WhenAll(clients.Select(client => client.CreateSender(stage.Queue).SendMessageAsync(new("hello"))));

        Assert.Equal(10, (await stage.Receive(10)).Count);
        foreach (var client in clients) await client.DisposeAsync();
    }
}

using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class SendingTests
{
    [Fact]
    public async Task A_message_that_is_sent_is_received()
    {
        await using var client = new ServiceBusClient(Environment.GetEnvironmentVariable("ServiceBus"));
        await client.CreateSender("sending").SendMessageAsync(new ServiceBusMessage("hello"));

        var received = await client.CreateReceiver("sending").ReceiveMessageAsync();

        Assert.Equal("hello", received.Body.ToString());
    }
}

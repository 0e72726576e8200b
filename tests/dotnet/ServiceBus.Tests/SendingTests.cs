using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class SendingTests
{
    [Fact]
    public async Task A_message_that_is_sent_is_received()
    {
        await using var stage = new Stage("sending");

        var received = await stage.Pass(new ServiceBusMessage("hello"));

        Assert.Equal("hello", received.Body.ToString());
        Assert.Equal(1, received.DeliveryCount);
        Assert.True(received.SequenceNumber > 0);
        Assert.InRange(received.EnqueuedTime, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task The_messages_of_a_batch_are_received_in_order()
    {
        await using var stage = new Stage("batch");
        var bodies = Enumerable.Range(0, 100).Select(index => $"{index}").ToArray();

        await stage.Send(bodies);

        var received = await stage.Receive(bodies.Length);
        Assert.Equal(bodies, received.Select(message => message.Body.ToString()));
    }

    [Fact]
    public async Task A_batch_takes_messages_up_to_the_limit_of_the_link()
    {
        await using var stage = new Stage("full-batch");
        using var batch = await stage.Sender.CreateMessageBatchAsync();
        var message = new ServiceBusMessage(new byte[60_000]);

        while (batch.TryAddMessage(message)) { }
        await stage.Sender.SendMessagesAsync(batch);

        Assert.Equal(262_144, batch.MaxSizeInBytes);
        Assert.Equal(4, batch.Count);
        Assert.All(await stage.Receive(4), received => Assert.Equal(60_000, received.Body.ToMemory().Length));
    }

    [Fact]
    public async Task A_large_message_arrives_whole()
    {
        await using var stage = new Stage("large");
        var body = new byte[250_000];
        new Random(1).NextBytes(body);

        var received = await stage.Pass(new ServiceBusMessage(body));

        Assert.Equal(body, received.Body.ToArray());
    }

    [Theory]
    [InlineData(1, 300_000)]
    [InlineData(5, 60_000)]
    public async Task What_exceeds_the_limit_is_an_error_that_says_so(int count, int size)
    {
        await using var stage = new Stage("too-large");
        var messages = Enumerable.Range(0, count).Select(_ => new ServiceBusMessage(new byte[size]));

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Sender.SendMessagesAsync(messages));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, error.Reason);
        await stage.AssertEmpty();
    }

    [Fact]
    public async Task Many_sends_at_once_all_arrive()
    {
        await using var stage = new Stage("many");
        var bodies = Enumerable.Range(0, 300).Select(index => $"{index}").ToArray();

        await Task.WhenAll(bodies.Select(body => stage.Sender.SendMessageAsync(new ServiceBusMessage(body))));

        var received = await stage.Receive(bodies.Length);
        Assert.Equal(bodies.Order(), received.Select(message => message.Body.ToString()).Order());
    }

    [Fact]
    public async Task A_second_message_with_the_same_id_is_dropped()
    {
        await using var stage = new Stage("no-duplicates");

        await stage.Sender.SendMessageAsync(new ServiceBusMessage("first") { MessageId = "same" });
        await stage.Sender.SendMessageAsync(new ServiceBusMessage("second") { MessageId = "same" });

        Assert.Equal("first", (await stage.Receive()).Body.ToString());
        await stage.AssertEmpty();
    }

    [Fact]
    public async Task Without_duplicate_detection_both_messages_arrive()
    {
        await using var stage = new Stage("with-duplicates");

        await stage.Sender.SendMessageAsync(new ServiceBusMessage("first") { MessageId = "same" });
        await stage.Sender.SendMessageAsync(new ServiceBusMessage("second") { MessageId = "same" });

        Assert.Equal(["first", "second"], (await stage.Receive(2)).Select(message => message.Body.ToString()));
    }

    [Fact]
    public async Task A_message_without_an_id_gets_one()
    {
        await using var stage = new Stage("without-id");

        Assert.NotEmpty((await stage.Pass(new ServiceBusMessage("hello"))).MessageId);
    }

    [Fact]
    public async Task A_message_that_expires_is_dead_lettered()
    {
        await using var stage = new Stage("expiring");

        await stage.Sender.SendMessageAsync(new ServiceBusMessage("late") { TimeToLive = TimeSpan.FromMilliseconds(50) });

        var dead = await stage.DeadLetters.ReceiveMessageAsync();
        Assert.Equal("TTLExpiredException", dead.DeadLetterReason);
    }
}

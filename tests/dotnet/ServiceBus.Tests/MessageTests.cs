using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class MessageTests
{
    private static readonly Dictionary<string, object> EveryType = new()
    {
        ["string"] = "häßlich 𝄞",
        ["empty"] = "",
        ["long string"] = new string('x', 1_000),
        ["true"] = true,
        ["false"] = false,
        ["byte"] = byte.MaxValue,
        ["sbyte"] = sbyte.MinValue,
        ["short"] = short.MinValue,
        ["ushort"] = ushort.MaxValue,
        ["int"] = int.MinValue,
        ["small int"] = 1,
        ["uint"] = uint.MaxValue,
        ["long"] = long.MinValue,
        ["ulong"] = ulong.MaxValue,
        ["float"] = 1.5f,
        ["double"] = Math.PI,
        ["decimal"] = 79228162514264337593543950335m,
        ["char"] = 'ß',
        ["guid"] = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        ["date"] = new DateTime(2026, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc),
        ["offset"] = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero),
        ["span"] = TimeSpan.FromTicks(123_456_789),
        ["uri"] = new Uri("https://shop.example/orders/1"),
        ["bytes"] = new byte[] { 0, 1, 255 },
    };

    [Fact]
    public async Task Properties_of_every_type_come_back_as_they_were_sent()
    {
        await using var stage = new Stage("properties");
        var message = new ServiceBusMessage("hello");
        foreach (var (name, value) in EveryType) message.ApplicationProperties[name] = value;

        var received = await stage.Pass(message);

        Assert.Equal(EveryType, received.ApplicationProperties);
    }

    [Theory]
    [InlineData("on-the-link")]
    [InlineData("by-management")]
    public async Task Properties_that_a_settlement_changes_keep_their_types(string way)
    {
        await using var stage = new Stage($"changed-properties-{way}");
        // The client itself refuses to change a property to bytes.
        var changes = EveryType.Where(property => property.Key != "bytes").ToDictionary();
        var message = await stage.Pass(new ServiceBusMessage("hello"));
        var receiver = way == "on-the-link" ? stage.Receiver : await OtherReceiver(stage);

        await receiver.AbandonMessageAsync(message, changes);

        Assert.Equal(changes, (await stage.Receive()).ApplicationProperties);
    }

    /// <summary>It settles over $management what another has received.</summary>
    private static async Task<ServiceBusReceiver> OtherReceiver(Stage stage)
    {
        var other = stage.Client.CreateReceiver(stage.Queue);
        await other.PeekMessageAsync();
        return other;
    }

    [Fact]
    public async Task All_fields_of_a_message_come_back_as_they_were_sent()
    {
        await using var stage = new Stage("fields");

        var received = await stage.Pass(
            new ServiceBusMessage("hello")
            {
                MessageId = "id",
                CorrelationId = "correlation",
                ContentType = "text/plain",
                Subject = "subject",
                To = "to",
                ReplyTo = "reply",
                ReplyToSessionId = "reply-session",
                SessionId = "session",
                PartitionKey = "session",
                TimeToLive = TimeSpan.FromMinutes(5),
            }
        );

        Assert.Equal("id", received.MessageId);
        Assert.Equal("correlation", received.CorrelationId);
        Assert.Equal("text/plain", received.ContentType);
        Assert.Equal("subject", received.Subject);
        Assert.Equal("to", received.To);
        Assert.Equal("reply", received.ReplyTo);
        Assert.Equal("reply-session", received.ReplyToSessionId);
        Assert.Equal("session", received.SessionId);
        Assert.Equal("session", received.PartitionKey);
        Assert.Equal(TimeSpan.FromMinutes(5), received.TimeToLive);
        Assert.Equal(received.EnqueuedTime.AddMinutes(5), received.ExpiresAt, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_amqp_parts_of_a_message_come_back_as_they_were_sent()
    {
        await using var stage = new Stage("amqp-parts");
        var message = new ServiceBusMessage("hello");
        var sent = message.GetRawAmqpMessage();
        sent.Header.Durable = true;
        sent.Header.Priority = 7;
        sent.Footer["checksum"] = 17;
        sent.MessageAnnotations["x-shop"] = "north";
        sent.Properties.GroupSequence = 3;
        sent.Properties.UserId = new byte[] { 1, 2 };

        var received = (await stage.Pass(message)).GetRawAmqpMessage();

        Assert.True(received.Header.Durable);
        Assert.Equal((byte)7, received.Header.Priority);
        Assert.Equal(17, received.Footer["checksum"]);
        Assert.Equal("north", received.MessageAnnotations["x-shop"]);
        Assert.Equal(3u, received.Properties.GroupSequence);
        Assert.Equal([1, 2], received.Properties.UserId?.ToArray());
    }

    [Fact]
    public async Task An_empty_body_comes_back_empty()
    {
        await using var stage = new Stage("body-empty");

        Assert.Empty((await stage.Pass(new ServiceBusMessage())).Body.ToArray());
    }

    [Fact]
    public async Task A_body_in_several_sections_comes_back_in_them()
    {
        await using var stage = new Stage("body-sections");
        var body = AmqpMessageBody.FromData([new byte[] { 1, 2 }, new byte[] { 3 }]);

        var received = await stage.Pass(WithBody(body));

        Assert.True(received.GetRawAmqpMessage().Body.TryGetData(out var sections));
        Assert.Equal([[1, 2], [3]], sections?.Select(section => section.ToArray()));
    }

    [Fact]
    public async Task A_body_that_is_a_value_keeps_its_type()
    {
        await using var stage = new Stage("body-value");
        object[] values = ["text", 1, long.MaxValue, 1.5, true, 1.25m, Guid.NewGuid(), new List<object> { 1, "two" }];
        foreach (var value in values)
        {
            var received = await stage.Pass(WithBody(AmqpMessageBody.FromValue(value)));

            Assert.True(received.GetRawAmqpMessage().Body.TryGetValue(out var body));
            Assert.Equal(value, body);
        }
    }

    [Fact]
    public async Task A_body_that_is_a_sequence_keeps_its_types()
    {
        await using var stage = new Stage("body-sequence");
        IList<object>[] sequence = [["one", 2], [3L, true]];

        var received = await stage.Pass(WithBody(AmqpMessageBody.FromSequence(sequence)));

        Assert.True(received.GetRawAmqpMessage().Body.TryGetSequence(out var body));
        Assert.Equal(sequence, body);
    }

    [Fact]
    public async Task A_received_message_can_be_sent_again()
    {
        await using var stage = new Stage("resend");
        var first = await stage.Pass(new ServiceBusMessage("hello") { ApplicationProperties = { ["count"] = 1 } });
        await stage.Receiver.CompleteMessageAsync(first);

        var second = await stage.Pass(new ServiceBusMessage(first));

        Assert.Equal("hello", second.Body.ToString());
        Assert.Equal(1, second.ApplicationProperties["count"]);
        Assert.NotEqual(first.SequenceNumber, second.SequenceNumber);
    }

    private static ServiceBusMessage WithBody(AmqpMessageBody body)
    {
        var message = new ServiceBusMessage();
        message.GetRawAmqpMessage().Body = body;
        return message;
    }
}

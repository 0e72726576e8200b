using System.Net.Http.Json;

namespace Hearth.Blobs;

/// <summary>What docs/api.md says about .NET's HttpClient.</summary>
public class JsonBodyTests
{
    [Fact]
    public async Task PostAsJsonAsync_sends_chunks_which_the_host_drops_unless_the_content_is_buffered()
    {
        await using var host = await StandInHost.Start("json", "json-bodies");
        using var client = new HttpClient { BaseAddress = host.Address };
        var chunked = await client.PostAsJsonAsync("/api/Echo", new { a = 1 });
        var content = JsonContent.Create(new { a = 1 });
        await content.LoadIntoBufferAsync();
        var buffered = await client.PostAsync("/api/Echo", content);

        Assert.Equal(("", """{"a":1}"""), (await chunked.Content.ReadAsStringAsync(), await buffered.Content.ReadAsStringAsync()));
    }
}

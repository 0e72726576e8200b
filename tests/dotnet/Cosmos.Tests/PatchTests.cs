using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;

namespace Hearth.Cosmos;

public sealed class PatchTests(Shop shop) : IClassFixture<Shop>
{
    private static readonly PartitionKey P = new("p");

    private async Task<Container> WithDocument(string json)
    {
        Container things = await shop.CreateContainer();
        await things.CreateItemAsync(JObject.Parse(json), P);
        return things;
    }

    [Fact]
    public async Task Every_kind_of_operation_is_applied_in_order()
    {
        Container things = await WithDocument("""{"id":"a","pk":"p","n":1,"gone":1,"from":"x","list":[1,3]}""");

        JObject patched = await things.PatchItemAsync<JObject>("a", P,
        [
            PatchOperation.Add("/list/1", 2),
            PatchOperation.Add("/list/-", 4),
            PatchOperation.Set("/set", new { inner = "v" }),
            PatchOperation.Set<string?>("/nothing", null),
            PatchOperation.Replace("/set/inner", "w"),
            PatchOperation.Increment("/n", 2),
            PatchOperation.Increment("/n", 0.5),
            PatchOperation.Remove("/gone"),
            PatchOperation.Move("/from", "/to"),
        ]);

        Assert.True(JToken.DeepEquals(JToken.Parse("[1,2,3,4]"), patched["list"]));
        Assert.Equal("w", patched["set"]?["inner"]);
        Assert.Equal(JTokenType.Null, patched["nothing"]?.Type);
        Assert.Equal(3.5, patched["n"]);
        Assert.Null(patched["gone"]);
        Assert.Null(patched["from"]);
        Assert.Equal("x", patched["to"]);
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_is_412_and_changes_nothing()
    {
        Container things = await WithDocument("""{"id":"a","pk":"p","n":1}""");
        PatchOperation[] once = [PatchOperation.Increment("/n", 1)];
        PatchItemRequestOptions ifOne = new() { FilterPredicate = "FROM c WHERE c.n = 1" };

        await things.PatchItemAsync<JObject>("a", P, once, ifOne);
        CosmosException refused = await Shop.Fails(() => things.PatchItemAsync<JObject>("a", P, once, ifOne));

        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.Equal(2, (await things.ReadItemAsync<JObject>("a", P)).Resource["n"]);
    }

    [Fact]
    public async Task A_patch_that_cannot_be_applied_is_400_and_changes_nothing()
    {
        Container things = await WithDocument("""{"id":"a","pk":"p","n":1}""");

        CosmosException refused = await Shop.Fails(() => things.PatchItemAsync<JObject>(
            "a", P, [PatchOperation.Set("/n", 2), PatchOperation.Remove("/missing")]));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(1, (await things.ReadItemAsync<JObject>("a", P)).Resource["n"]);
    }
}

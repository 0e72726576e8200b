// Reads the OpenAPI document in a file, and prints how many operations it has and what is wrong.
using System.Text.Json;
using Microsoft.OpenApi;

var (document, diagnostic) = OpenApiDocument.Parse(File.ReadAllText(args[0]), "json");
Console.WriteLine(JsonSerializer.Serialize(new
{
    operations = document?.Paths.Values.Sum(item => item.Operations?.Count ?? 0) ?? 0,
    problems = (diagnostic?.Errors ?? []).Concat(diagnostic?.Warnings ?? []).Select(error => error.ToString()),
}));

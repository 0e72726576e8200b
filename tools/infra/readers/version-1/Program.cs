// Reads the OpenAPI document in a file, and prints how many operations it has and what is wrong.
using System.Text.Json;
using Microsoft.OpenApi.Readers;
using Microsoft.OpenApi.Readers.Exceptions;

static (int Operations, IEnumerable<string> Problems) Read(string text)
{
    try
    {
        var document = new OpenApiStringReader().Read(text, out var diagnostic);
        var operations = document.Paths?.Values.Sum(item => item.Operations.Count) ?? 0;
        return (operations, diagnostic.Errors.Concat(diagnostic.Warnings).Select(error => error.ToString()));
    }
    catch (OpenApiUnsupportedSpecVersionException error)
    {
        return (0, [error.Message]);
    }
}

var (operations, problems) = Read(File.ReadAllText(args[0]));
Console.WriteLine(JsonSerializer.Serialize(new { operations, problems }));

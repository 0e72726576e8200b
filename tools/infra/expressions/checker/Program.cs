// Answers line by line. In: { id, source, returns, context? }. Out: { id, problems: [...] }, { id,
// fault } or { id, value }.
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

// The arguments are the assemblies to compile against: .NET Standard and Newtonsoft.Json. The
// stand-in for the gateway is part of this program.
var gateway = typeof(IContext).Assembly.Location;
var compiler = new ExpressionCompiler(args.Append(gateway));

while (Console.ReadLine() is { } line)
{
    var request = JObject.Parse(line);
    var answer = Answer((string)request["source"]!, (string)request["returns"]!, request["context"]);
    answer["id"] = request["id"];
    Console.WriteLine(answer.ToString(Formatting.None));
}

JObject Answer(string source, string returns, JToken? context)
{
    var compiled = compiler.Compile(source, returns);
    var answer = new JObject { ["problems"] = new JArray(compiled.Problems) };
    if (context is not JObject || compiled.Evaluate is not { } evaluate) return answer;
    try
    {
        answer["value"] = JToken.FromObject(evaluate.Invoke(null, [new SampleContext(context.ToString())]) ?? JValue.CreateNull());
    }
    catch (TargetInvocationException thrown)
    {
        answer["fault"] = $"{thrown.InnerException?.GetType().Name}: {thrown.InnerException?.Message}";
    }
    return answer;
}

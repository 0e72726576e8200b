using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

/// <summary>Compiles policy expressions as the gateway would: C# 7, the documented context, the
/// documented types.</summary>
sealed class ExpressionCompiler(IEnumerable<string> references)
{
    static readonly CSharpParseOptions language = new(LanguageVersion.CSharp7_3);
    static readonly string[] namespaces =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net", "System.Security.Cryptography", "System.Text",
        "System.Security.Cryptography.X509Certificates", "System.Text.RegularExpressions", "System.Xml", "System.Xml.Linq", "Newtonsoft.Json", "Newtonsoft.Json.Linq",
    ];

    readonly CSharpCompilation empty = CSharpCompilation.Create(
        "expression",
        references: references.Select(path => MetadataReference.CreateFromFile(path)),
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, warningLevel: 0));
    readonly Dictionary<(string, string), Compiled> known = [];

    /// <param name="source">`@(...)` or `@{...}`.</param>
    /// <param name="returns">The type of the result: `bool`, `int`, `string` or `object`.</param>
    public Compiled Compile(string source, string returns) =>
        known.TryGetValue((source, returns), out var compiled) ? compiled : known[(source, returns)] = CompileNew(source, returns);

    Compiled CompileNew(string source, string returns)
    {
        var inner = source[2..^1];
        var single = source.StartsWith("@(", StringComparison.Ordinal);
        var lone = single
            ? SyntaxFactory.ParseExpression(inner, options: language).GetDiagnostics()
            : SyntaxFactory.ParseStatement($"{{{inner}}}", options: language).GetDiagnostics();
        var body = single ? $"return\n{inner}\n;" : inner;
        var text = string.Concat(namespaces.Select(name => $"using {name};\n"))
            + $"public static class Expression {{ public static {returns} Evaluate(IContext context) {{\n{body}\n}} }}";
        var tree = CSharpSyntaxTree.ParseText(text, language);
        var compilation = empty.AddSyntaxTrees(tree);
        var problems = lone.Concat(compilation.GetDiagnostics())
            .Where(one => one.Severity == DiagnosticSeverity.Error)
            .Select(one => $"{one.Id}: {one.GetMessage()}")
            .Distinct()
            .ToList();
        if (problems.Count == 0) problems = Undocumented(compilation, tree).Distinct().ToList();
        if (problems.Count > 0) return new Compiled(problems, null);
        using var image = new MemoryStream();
        compilation.Emit(image);
        return new Compiled([], Assembly.Load(image.ToArray()).GetType("Expression")!.GetMethod("Evaluate"));
    }

    static IEnumerable<string> Undocumented(CSharpCompilation compilation, SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        var method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single();
        foreach (var node in method.Body!.DescendantNodes())
        {
            var symbol = model.GetSymbolInfo(node).Symbol;
            if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
            if (symbol is IDynamicTypeSymbol) yield return "dynamic is not documented.";
            var type = (symbol as INamedTypeSymbol ?? (symbol is IMethodSymbol or IPropertySymbol or IFieldSymbol ? symbol.ContainingType : null))?.OriginalDefinition;
            if (type is null || type.IsAnonymousType || type.ContainingAssembly?.Name is "gateway" or "expression") continue;
            if (symbol is IMethodSymbol { MethodKind: MethodKind.BuiltinOperator }) continue;
            var outer = type.ContainingType is { } around ? $"{around.MetadataName}+" : "";
            var name = $"{type.ContainingNamespace}.{outer}{type.MetadataName}";
            if (!AllowedTypes.HasType(name)) yield return $"{name} is not a type that policy expressions may use.";
            else if (symbol is not INamedTypeSymbol && !AllowedTypes.HasMember(name, MemberName(symbol!)))
                yield return $"{name}.{MemberName(symbol!)} is not a member that policy expressions may use.";
        }
    }

    static string MemberName(ISymbol symbol) => symbol is IPropertySymbol { IsIndexer: true } ? "Item" : symbol.Name;
}

sealed record Compiled(IReadOnlyList<string> Problems, MethodInfo? Evaluate);

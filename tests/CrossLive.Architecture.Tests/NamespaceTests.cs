using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using Shouldly;
using Xunit;

namespace CrossLive.Architecture.Tests;

public sealed class NamespaceTests
{
    public static TheoryData<string> Names => [.. Solution.Product.Select(project => project.Name)];

    /// <summary>Orleans takes types in namespaces that begin with "Orleans" for its own.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Namespaces_begin_with_CrossLive(string name) =>
        Solution.Product.Single(project => project.Name == name).Load().GetTypes()
            .Where(type => !type.IsNested && IsWritten(type) && !IsOurs(type.Namespace))
            .Select(type => type.FullName).ShouldBeEmpty();

    private static bool IsOurs(string? space) => space is "CrossLive" || space?.StartsWith("CrossLive.", StringComparison.Ordinal) == true;

    // Generators and the compiler put types where they like; an entry point of top-level statements has no namespace.
    private static bool IsWritten(Type type) =>
        !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
        && type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) != true
        && !type.GetCustomAttributesData().Any(attribute => attribute.AttributeType.FullName == "Microsoft.CodeAnalysis.EmbeddedAttribute")
        && !(type.Namespace is null && (type.Name == "Program" || type.Name.StartsWith('<')));
}

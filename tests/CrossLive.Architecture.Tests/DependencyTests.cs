using Shouldly;
using Xunit;

namespace CrossLive.Architecture.Tests;

public sealed class DependencyTests
{
    /// <summary>Which projects a product project may reference. One way only: a new project gets a line here, and no line may close a circle.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["CrossLive.Domain"] = [],
        ["CrossLive.Abstractions"] = ["CrossLive.Domain"],
        ["CrossLive.Storage"] = ["CrossLive.Domain", "CrossLive.Abstractions"],
        ["CrossLive.Platforms"] = ["CrossLive.Domain", "CrossLive.Abstractions"],
        ["CrossLive.Media"] = ["CrossLive.Domain", "CrossLive.Abstractions"],
        ["CrossLive.Protocol"] = ["CrossLive.Domain"],
        ["CrossLive.Client"] = ["CrossLive.Domain", "CrossLive.Protocol"],
        // An edge is a client of the gateway above it.
        ["CrossLive.Gateway"] = ["CrossLive.Domain", "CrossLive.Abstractions", "CrossLive.Protocol", "CrossLive.Client", "CrossLive.Platforms"],
        ["CrossLive.Grains"] = ["CrossLive.Domain", "CrossLive.Abstractions", "CrossLive.Storage", "CrossLive.Platforms", "CrossLive.Media"],
        // Anybody can check a draw: the rules are all it takes.
        ["CrossLive.DrawCheck"] = ["CrossLive.Domain"],
        ["CrossLive.Server"] =
            ["CrossLive.Domain", "CrossLive.Abstractions", "CrossLive.Storage", "CrossLive.Platforms", "CrossLive.Media", "CrossLive.Protocol", "CrossLive.Gateway", "CrossLive.Grains"],
    };

    public static TheoryData<string> Names => [.. Solution.Product.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_references_only_what_lies_before_it(string name)
    {
        Allowed.ShouldContainKey(name, $"{name} is new: give it a line in {nameof(Allowed)}.");
        Of(name).Projects.ShouldBeSubsetOf(Allowed[name]);
    }

    [Fact]
    public void The_table_closes_no_circle()
    {
        foreach (var name in Allowed.Keys)
        {
            ReachableFrom(name).ShouldNotContain(name);
        }
    }

    [Fact]
    public void The_domain_knows_attributes_and_a_serializer_and_no_runtime()
    {
        Of("CrossLive.Domain").Packages.ShouldBeSubsetOf(["Microsoft.Orleans.Serialization", "Microsoft.Orleans.CodeGenerator", "MessagePack.Annotations"]);
        Foreign("CrossLive.Domain").ShouldAllBe(assembly =>
            assembly.StartsWith("Orleans.Serialization", StringComparison.Ordinal) || assembly == "MessagePack.Annotations" || IsFramework(assembly));
    }

    [Theory]
    [InlineData("CrossLive.Client")]
    [InlineData("CrossLive.Protocol")]
    public void What_clients_use_brings_no_runtime_of_Orleans_and_no_server(string name)
    {
        if (Solution.Product.SingleOrDefault(project => project.Name == name) is not { } project)
        {
            // Not in the solution yet; SolutionTests sees to it that it cannot be on the disk without being there.
            return;
        }

        Solution.WithReferences(project).SelectMany(each => each.Packages).Where(package => package.StartsWith("Microsoft.Orleans", StringComparison.Ordinal))
            .ShouldBeSubsetOf(["Microsoft.Orleans.Serialization", "Microsoft.Orleans.CodeGenerator"]);
        Foreign(name).Where(assembly => assembly.StartsWith("Orleans", StringComparison.Ordinal))
            .ShouldAllBe(assembly => assembly.StartsWith("Orleans.Serialization", StringComparison.Ordinal));
        Foreign(name).ShouldNotContain(assembly => assembly.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CrossLive.Gateway")]
    [InlineData("CrossLive.Platforms")]
    [InlineData("CrossLive.Abstractions")]
    [InlineData("CrossLive.Storage")]
    public void Only_grains_and_the_server_know_the_silo(string name)
    {
        if (Solution.Product.Any(project => project.Name == name))
        {
            Foreign(name).ShouldNotContain("Orleans.Runtime");
            Foreign(name).ShouldNotContain("CrossLive.Grains");
        }
    }

    private static Project Of(string name) => Solution.Product.Single(project => project.Name == name);

    // What the compiler found in use, whatever the project file says.
    private static string[] Foreign(string name) => [.. Of(name).Load().GetReferencedAssemblies().Select(reference => reference.Name!)];

    private static bool IsFramework(string assembly) => assembly is "netstandard" or "mscorlib" || assembly.StartsWith("System", StringComparison.Ordinal) || assembly == "Microsoft.Extensions.DependencyInjection.Abstractions";

    private static IEnumerable<string> ReachableFrom(string name) => Allowed[name].SelectMany(next => ReachableFrom(next).Prepend(next));
}

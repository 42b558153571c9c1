using Shouldly;
using Xunit;

namespace CrossLive.Architecture.Tests;

public sealed class SolutionTests
{
    [Fact]
    public void Every_project_on_the_disk_is_in_the_solution() =>
        Solution.Files.Except(Solution.Projects.Select(project => project.Path)).ShouldBeEmpty("Add them with `dotnet sln add`, or they are neither built nor checked.");

    [Fact]
    public void Every_product_project_can_be_loaded()
    {
        Solution.Product.Count.ShouldBeGreaterThan(2);
        foreach (var project in Solution.Product)
        {
            project.Load().GetName().Name.ShouldBe(project.Name);
        }
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file_only()
    {
        foreach (var project in Solution.Projects)
        {
            File.ReadAllText(Path.Combine(Solution.Root, project.Path)).ShouldNotContain("Version=", customMessage: $"{project.Path}: versions stand in Directory.Packages.props.");
        }
    }
}

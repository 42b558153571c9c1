using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>A case: what is run, and what has to hold of it.</summary>
/// <param name="Name">For <c>--case</c>.</param>
/// <param name="What">One line for <c>--help</c>.</param>
/// <param name="RunAsync">Runs it.</param>
/// <param name="Bars">What has to hold of its results.</param>
internal sealed record ComparedCase(
    string Name,
    string What,
    Func<CompareOptions, Progress, CancellationToken, Task<IReadOnlyList<CaseResult>>> RunAsync,
    Func<IReadOnlyList<CaseResult>, IReadOnlyList<Bar>> Bars);

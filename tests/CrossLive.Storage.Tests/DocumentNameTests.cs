using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests;

public sealed class DocumentNameTests
{
    [Fact]
    public void Any_name_comes_back_and_its_key_is_plain_ascii() => Gen.String[Gen.Char, 1, 40].Sample(name =>
    {
        var key = DocumentName.Escape(name);
        key.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || "-._:!".Contains(c));
        DocumentName.Unescape(key).ShouldBe(name);
    });

    [Fact]
    public void Lone_surrogates_stay_apart() =>
        DocumentName.Escape("\uD800").ShouldNotBe(DocumentName.Escape("\uD801"));

    [Theory]
    [InlineData("!12")]
    [InlineData("!zzzz")]
    [InlineData("a!")]
    public void What_is_not_a_key_is_refused(string key) => Should.Throw<FormatException>(() => DocumentName.Unescape(key));
}

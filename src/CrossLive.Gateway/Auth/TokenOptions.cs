using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Auth;

/// <summary>How tokens are checked; section <c>CrossLive:Auth</c>.</summary>
public sealed class TokenOptions
{
    /// <summary>
    /// The key that tokens are signed with (HMAC-SHA-256): at least 32 bytes as UTF-8. Whoever has it can make any token.
    /// In development the server makes one and keeps it in its data folder; in production there is none until it is set.
    /// </summary>
    [Required(ErrorMessage = "CrossLive:Auth:SigningKey is not set: give at least 32 random characters, for example from `openssl rand -base64 48`.")]
    public string SigningKey { get; set; } = string.Empty;

    /// <summary>Who makes tokens; the <c>iss</c> claim must be this.</summary>
    [Required]
    public string Issuer { get; set; } = "crosslive";

    /// <summary>What they are for; the <c>aud</c> claim must be this.</summary>
    [Required]
    public string Audience { get; set; } = "crosslive";

    /// <summary>How long a token of the development endpoint is good for, in ms.</summary>
    [Range(1_000, 7L * 24 * 3600 * 1000)]
    public long DevelopmentTokenMs { get; set; } = 12L * 3600 * 1000;

    /// <summary>The key in bytes.</summary>
    public byte[] KeyBytes() => Encoding.UTF8.GetBytes(SigningKey);
}

/// <summary>Refuses a missing or short key when the server starts.</summary>
internal sealed class TokenOptionsValidator : IValidateOptions<TokenOptions>
{
    private const int MinKeyBytes = 32;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            return ValidateOptionsResult.Fail(problems.Select(problem => problem.ErrorMessage!));
        }

        return options.KeyBytes().Length < MinKeyBytes
            ? ValidateOptionsResult.Fail($"CrossLive:Auth:SigningKey has {options.KeyBytes().Length} bytes; {MinKeyBytes} are the least for HMAC-SHA-256.")
            : ValidateOptionsResult.Success;
    }
}

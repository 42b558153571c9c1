using System.Security.Cryptography;

namespace CrossLive.Server;

/// <summary>The signing key of a development server: made once, kept in the data folder, readable by its owner only.</summary>
internal static class SigningKeyFile
{
    private const int KeyBytes = 48;

    /// <summary>Reads the key, or makes it.</summary>
    public static string ReadOrCreate(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, "signing.key");
        if (!File.Exists(path))
        {
            var made = path + "." + Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
            File.WriteAllText(made, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            // Two processes that start at once agree on one key: the first to put it in place wins.
            try
            {
                File.Move(made, path, overwrite: false);
            }
            catch (IOException)
            {
                File.Delete(made);
            }
        }

        return File.ReadAllText(path).Trim();
    }
}

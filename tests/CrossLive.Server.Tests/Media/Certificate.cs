using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CrossLive.Server.Tests.Media;

/// <summary>A certificate of the test's own, in PEM files.</summary>
internal static class Certificate
{
    public static string PathIn(string folder) => Path.Combine(folder, "server.pem");

    public static string KeyPathIn(string folder) => Path.Combine(folder, "server.key");

    /// <summary>Makes both files.</summary>
    public static void Make(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(PathIn(folder), certificate.ExportCertificatePem());
        File.WriteAllText(KeyPathIn(folder), key.ExportPkcs8PrivateKeyPem());
    }
}

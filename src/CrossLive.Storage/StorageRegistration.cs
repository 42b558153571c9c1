using System.Security.Cryptography;
using CrossLive.Storage.AzureTables;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Storage;

/// <summary>Registers the storage.</summary>
public static class StorageRegistration
{
    /// <summary>
    /// Adds <see cref="IRoomLog"/> and <see cref="IDocumentStore"/> of the configured provider. Options are checked when the host starts
    /// (<see cref="OptionsValidationException"/>); the database is opened at the first use and closed with the container, after what uses it.
    /// </summary>
    /// <param name="services">The services; logging must be among them.</param>
    /// <param name="configure">Sets the options, such as <c>options => configuration.GetSection(StorageOptions.Section).Bind(options)</c>.</param>
    public static IServiceCollection AddCrossLiveStorage(this IServiceCollection services, Action<StorageOptions> configure)
    {
        services.AddOptions<StorageOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteDatabase.Open(OptionsOf(provider).DataDirectory!, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(CreateAccount);
        services.AddSingleton(CreateLog);
        services.AddSingleton(CreateDocumentStore);
        return services;
    }

    private static StorageOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static bool IsAzure(IServiceProvider provider) =>
        string.Equals(OptionsOf(provider).Provider, StorageOptions.AzureTablesProvider, StringComparison.Ordinal);

    private static AzureTablesAccount CreateAccount(IServiceProvider provider)
    {
        // The jitter must differ between processes that start together.
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        return new AzureTablesAccount(OptionsOf(provider).AzureTables, provider.GetRequiredService<TimeProvider>(), random, provider.GetRequiredService<ILoggerFactory>());
    }

    private static IRoomLog CreateLog(IServiceProvider provider)
    {
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        IRoomLog log = IsAzure(provider)
            ? new AzureTablesRoomLog(provider.GetRequiredService<AzureTablesAccount>(), loggers.CreateLogger<AzureTablesRoomLog>())
            : new SqliteRoomLog(provider.GetRequiredService<SqliteDatabase>(), loggers.CreateLogger<SqliteRoomLog>());
        return new MeasuredRoomLog(log, OptionsOf(provider).Provider, provider.GetRequiredService<TimeProvider>());
    }

    private static IDocumentStore CreateDocumentStore(IServiceProvider provider) => IsAzure(provider)
        ? new AzureTablesDocumentStore(provider.GetRequiredService<AzureTablesAccount>())
        : new SqliteDocumentStore(provider.GetRequiredService<SqliteDatabase>());
}

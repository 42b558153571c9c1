using System.Collections.Concurrent;
using System.Reflection;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>Hands out scripted rooms by name; knows how many observers were made callable and not given back.</summary>
public class ScriptedGrainFactory : DispatchProxy
{
    private int _references;

    internal ConcurrentDictionary<string, ScriptedRoom> Rooms { get; } = [];

    internal int References => Volatile.Read(ref _references);

    internal static (IGrainFactory Factory, ScriptedGrainFactory Script) Create()
    {
        var factory = DispatchProxy.Create<IGrainFactory, ScriptedGrainFactory>();
        return (factory, (ScriptedGrainFactory)(object)factory);
    }

    internal ScriptedRoom Room(string name) => Rooms.GetOrAdd(name, _ =>
    {
        var room = new ScriptedRoom();
        room.Has(RoomHistory.Events(10));
        return room;
    });

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IGrainFactory.GetGrain) when targetMethod.ReturnType == typeof(IRoomGrain):
                return Room((string)args![0]!);
            case nameof(IGrainFactory.CreateObjectReference):
                Interlocked.Increment(ref _references);
                return args![0];
            case nameof(IGrainFactory.DeleteObjectReference):
                Interlocked.Decrement(ref _references);
                return null;
            default:
                throw new NotSupportedException(targetMethod.Name);
        }
    }
}

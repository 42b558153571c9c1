using CrossLive.Rooms;

// The Domain carries only the attributes; the serializers for its records are generated here.
[assembly: GenerateCodeForDeclaringAssembly(typeof(RoomEvent))]

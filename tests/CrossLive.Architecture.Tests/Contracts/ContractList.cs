using System.Globalization;
using System.Reflection;
using MessagePack;
using Orleans;

namespace CrossLive.Architecture.Tests.Contracts;

/// <summary>
/// Everything that other processes, older logs and older clients rely on, one line each: grain interfaces and their methods, records that cross a
/// border with the numbers of their fields, unions, and the enums in them. Found by reflection in every product assembly.
/// </summary>
internal static class ContractList
{
    private static readonly Type[] Types = [.. Solution.Product.SelectMany(project => project.Load().GetTypes()).Where(type => type.Namespace?.StartsWith("CrossLive", StringComparison.Ordinal) == true)];

    /// <summary>Interfaces of grains and observers.</summary>
    public static IReadOnlyList<Type> Interfaces { get; } = [.. Types.Where(type => type.IsInterface && typeof(Orleans.Runtime.IAddressable).IsAssignableFrom(type))];

    /// <summary>Records with a generated Orleans codec.</summary>
    public static IReadOnlyList<Type> Serialized { get; } = [.. Types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    /// <summary>Records and unions with MessagePack's attributes.</summary>
    public static IReadOnlyList<Type> Packed { get; } = [.. Types.Where(type => type.IsDefined(typeof(MessagePackObjectAttribute), inherit: false) || type.GetCustomAttributes<UnionAttribute>(inherit: false).Any())];

    /// <summary>The lines, sorted.</summary>
    public static IReadOnlyList<string> Lines { get; } =
        [.. Interfaces.SelectMany(OfInterface)
            .Concat(Serialized.Union(Packed).SelectMany(OfRecord))
            .Concat(EnumsInRecords().SelectMany(OfEnum))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The alias, or null.</summary>
    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    /// <summary>Properties and fields with a number of Orleans' or of MessagePack's.</summary>
    public static IEnumerable<MemberInfo> FieldsOf(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or FieldInfo && (member.IsDefined(typeof(IdAttribute)) || member.IsDefined(typeof(KeyAttribute))));

    private static string NameOf(Type type) => AliasOf(type) ?? type.FullName!;

    private static IEnumerable<string> OfInterface(Type type)
    {
        yield return $"interface {NameOf(type)} key={string.Join('+', type.GetInterfaces().Where(parent => parent.Namespace == "Orleans" && parent.Name != "IGrain").Select(parent => parent.Name).Order(StringComparer.Ordinal))}";
        foreach (var method in type.GetMethods())
        {
            yield return $"method {NameOf(type)} {AliasOf(method) ?? method.Name}({string.Join(", ", method.GetParameters().Select(parameter => Show(parameter.ParameterType)))}) -> {Show(method.ReturnType)}";
        }
    }

    private static IEnumerable<string> OfRecord(Type type)
    {
        var parent = type.BaseType is { } baseType && baseType.Assembly == type.Assembly ? $" of {NameOf(baseType)}" : string.Empty;
        yield return $"record {NameOf(type)}{parent}";
        foreach (var member in FieldsOf(type))
        {
            yield return $"field {NameOf(type)} {Numbers(member)} {member.Name}: {Show(member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType)}";
        }

        foreach (var union in type.GetCustomAttributes<UnionAttribute>(inherit: false))
        {
            yield return $"union {NameOf(type)} {union.Key.ToString(CultureInfo.InvariantCulture)} = {NameOf(union.SubType)}";
        }
    }

    private static string Numbers(MemberInfo member)
    {
        var id = member.GetCustomAttribute<IdAttribute>() is { } given ? $"id={given.Id.ToString(CultureInfo.InvariantCulture)}" : null;
        var key = member.GetCustomAttribute<KeyAttribute>() is { } packed ? $"key={packed.StringKey ?? packed.IntKey?.ToString(CultureInfo.InvariantCulture)}" : null;
        return string.Join(' ', new[] { id, key }.OfType<string>());
    }

    private static IEnumerable<Type> EnumsInRecords() => Serialized.Union(Packed).SelectMany(FieldsOf).OfType<PropertyInfo>()
        .Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).Where(type => type.IsEnum && Types.Contains(type)).Distinct();

    private static IEnumerable<string> OfEnum(Type type) =>
        Enum.GetNames(type).Select(name => $"enum {type.FullName} {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)} = {name}");

    private static string Show(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? Show(inner) + "?"
        : type.IsArray ? Show(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Show))}>"
        : type.Name;
}

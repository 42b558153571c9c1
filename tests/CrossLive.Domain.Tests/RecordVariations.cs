using System.Collections;

namespace CrossLive.Domain.Tests;

/// <summary>Copies of a record that differ from it in one place each: every field, entry and field of an entry, found by reflection so that a new field is not forgotten.</summary>
internal static class RecordVariations
{
    public static IEnumerable<(string Path, T Changed)> Of<T>(T record)
        where T : notnull => Vary(typeof(T).Name, record).Select(change => (change.Path, (T)change.Value!));

    private static IEnumerable<(string Path, object? Value)> Vary(string path, object? value) => value switch
    {
        null => [],
        bool flag => [(path, !flag)],
        long number => [(path, number + 1)],
        ulong number => [(path, number ^ 1)],
        string text => [(path, text + "x")],
        Enum => [(path, Enum.ToObject(value.GetType(), Convert.ToInt64(value) + 1))],
        IEnumerable list => VaryList(path, list),
        _ => VaryFields(path, value),
    };

    private static IEnumerable<(string Path, object? Value)> VaryFields(string path, object value)
    {
        var constructor = value.GetType().GetConstructors().Single(candidate => candidate.GetParameters().Length > 0);
        var fields = constructor.GetParameters()
            .Select(parameter => value.GetType().GetProperties().Single(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var (changedPath, changed) in VaryField($"{path}.{fields[i].Name}", fields[i].PropertyType, fields[i].GetValue(value)))
            {
                var arguments = fields.Select(field => field.GetValue(value)).ToArray();
                arguments[i] = changed;
                yield return (changedPath, constructor.Invoke(arguments));
            }
        }
    }

    private static IEnumerable<(string Path, object? Value)> VaryField(string path, Type type, object? value)
    {
        foreach (var change in Vary(path, value))
        {
            yield return change;
        }

        if (value is not null && Nullable.GetUnderlyingType(type) is not null)
        {
            yield return (path + " = null", null);
        }
    }

    private static IEnumerable<(string Path, object? Value)> VaryList(string path, IEnumerable list)
    {
        var items = list.Cast<object>().ToArray();
        if (items.Length == 0)
        {
            yield break;
        }

        var type = list.GetType().GetInterfaces().Single(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)).GetGenericArguments()[0];
        for (var i = 0; i < items.Length; i++)
        {
            foreach (var (changedPath, changed) in Vary($"{path}[{i}]", items[i]))
            {
                object?[] copy = [.. items];
                copy[i] = changed;
                yield return (changedPath, ToArray(type, copy));
            }
        }

        yield return ($"{path} without its last", ToArray(type, items[..^1]));
        if (items.Length > 1)
        {
            yield return ($"{path} in reverse", ToArray(type, [.. items.Reverse()]));
        }
    }

    private static Array ToArray(Type type, object?[] items)
    {
        var array = Array.CreateInstance(type, items.Length);
        Array.Copy(items, array, items.Length);
        return array;
    }
}

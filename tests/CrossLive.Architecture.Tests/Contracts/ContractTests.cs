using System.Reflection;
using MessagePack;
using Orleans;
using Shouldly;
using Xunit;

namespace CrossLive.Architecture.Tests.Contracts;

/// <summary>Names and numbers of contracts are for ever: processes of two versions run side by side, and logs outlive them all.</summary>
public sealed class ContractTests
{
    private const string ListPath = "tests/CrossLive.Architecture.Tests/Contracts/Contracts.txt";
    private static readonly string[] Published = [.. File.ReadAllLines(Path.Combine(Solution.Root, ListPath)).Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void No_contract_has_changed_or_gone()
    {
        var gone = Published.Except(ContractList.Lines).ToArray();
        gone.ShouldBeEmpty(
            "A published contract was changed or removed. Put it back as it was, and add what you need beside it: a new field with the next number, " +
            $"a new record with a new alias, a new method. (Only what was never released may be taken out of {ListPath}.)\n{string.Join('\n', gone)}");
    }

    [Fact]
    public void Every_contract_is_in_the_list()
    {
        var added = ContractList.Lines.Except(Published).ToArray();
        added.ShouldBeEmpty($"A contract was added. If it is as it shall stay, add these lines to {ListPath}, in order:\n{string.Join('\n', added)}\n");
    }

    [Fact]
    public void The_list_is_sorted_and_says_nothing_twice() => Published.ShouldBe(Published.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Everything_that_crosses_a_border_has_a_name_that_renaming_does_not_change()
    {
        ContractList.Interfaces.ShouldNotBeEmpty();
        ContractList.Serialized.ShouldNotBeEmpty();
        ContractList.Interfaces.Concat(ContractList.Serialized).Cast<MemberInfo>().Concat(ContractList.Interfaces.SelectMany(type => type.GetMethods()))
            .Where(member => ContractList.AliasOf(member) is null).Select(member => $"{member.DeclaringType?.Name} {member.Name}").ShouldBeEmpty("Give them an [Alias].");
    }

    [Fact]
    public void Names_are_unique_and_begin_with_crosslive()
    {
        var names = ContractList.Interfaces.Concat(ContractList.Serialized).Select(type => ContractList.AliasOf(type)!).ToArray();
        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Length);
        names.ShouldAllBe(name => name.StartsWith("crosslive.", StringComparison.Ordinal));
        foreach (var type in ContractList.Interfaces)
        {
            type.GetMethods().Select(method => ContractList.AliasOf(method)).ShouldBeUnique();
        }
    }

    [Fact]
    public void Every_property_of_a_record_has_its_number()
    {
        foreach (var type in ContractList.Serialized)
        {
            Unnumbered(type, typeof(IdAttribute)).ShouldBeEmpty($"{type.Name}: without an [Id] it does not reach the other process.");
        }

        foreach (var type in ContractList.Packed.Where(type => type.GetCustomAttribute<MessagePackObjectAttribute>()?.KeyAsPropertyName == false))
        {
            Unnumbered(type, typeof(KeyAttribute)).ShouldBeEmpty($"{type.Name}: without a [Key] it does not reach the log.");
        }
    }

    [Fact]
    public void The_numbers_of_a_record_are_unique_and_the_same_in_both_formats()
    {
        foreach (var type in ContractList.Serialized.Union(ContractList.Packed))
        {
            var fields = ContractList.FieldsOf(type).Select(member => (Id: member.GetCustomAttribute<IdAttribute>()?.Id, Key: member.GetCustomAttribute<KeyAttribute>()?.IntKey)).ToArray();
            fields.Select(field => field.Id).OfType<uint>().ShouldBeUnique();
            fields.Select(field => field.Key).OfType<int>().ShouldBeUnique();
            fields.Where(field => field.Id is not null && field.Key is not null).ShouldAllBe(field => field.Id == field.Key, type.Name);
        }
    }

    [Fact]
    public void A_union_holds_every_kind_there_is()
    {
        foreach (var type in ContractList.Packed.Where(type => type.IsAbstract))
        {
            var kinds = type.Assembly.GetTypes().Where(kind => kind.IsSubclassOf(type) && !kind.IsAbstract);
            type.GetCustomAttributes<UnionAttribute>(inherit: false).Select(union => union.SubType).ShouldBe(kinds, ignoreOrder: true);
        }
    }

    // What a record computes from its own fields is written nowhere.
    private static IEnumerable<string> Unnumbered(Type type, Type attribute) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is not null && !property.IsDefined(attribute)).Select(property => property.Name);
}

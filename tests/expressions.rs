//! What expressions give for values of every kind.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/specimen.rs"]
mod specimen;

use drydock::expression::{Expression, Scope};
use drydock::value::{Key, Value, show_value};

use specimen::record;

/// The value in a line, or the code of the error.
fn outcome(source: &str) -> String {
    let record = record();
    let Value::Object(properties) = &record else {
        panic!("an object");
    };
    let age = &properties[1].1;
    let scope = Scope::new()
        .with("record", &record)
        .with_key("key", &Key::Array(vec![Key::Number(7.into()), Key::Binary(vec![1])]))
        .with_part("value", &record, age);
    let expression = match Expression::parse(source) {
        Ok(expression) => expression,
        Err(error) => return format!("parse error: {error}"),
    };
    match expression.evaluate(&scope) {
        Ok(value) => show_value(&value),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

/// Each line is an expression, an arrow, and what comes of it; of an error, how it begins.
fn check(cases: &str) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (source, expected) = case.split_once(" => ").unwrap_or_else(|| panic!("{case}"));
        let found = outcome(source.trim());
        count += 1;
        let is_error = expected.contains("...");
        let fits = match expected.split_once("...") {
            Some((begin, end)) => found.starts_with(begin.trim()) && found.contains(end.trim()),
            None => found == expected.trim(),
        };
        if !fits || (is_error && !found.contains(": ")) {
            wrong.push(format!("{source}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn literals_are_what_they_say() {
    check(
        r#"
        1 => 1
        -1 => -1
        1.5e3 => 1500
        .5 => 0.5
        0x1F => 31
        7u => 7
        0xffu => 255
        9007199254740991 => 9007199254740991
        9007199254740992 => not_storable... bigint(
        bigint(9007199254740993) => 9007199254740993n
        -9223372036854775808 == int("-9223372036854775808") => true
        9223372036854775808 => parse error... 64-bit int
        18446744073709551616u => parse error... 64-bit uint
        1e999 => parse error... beyond a double
        true && !false => true
        null => null
        undefined => undefined
        NaN => NaN
        -Infinity => -Infinity
        "a\tb\u00e9\x41\101" => "a\tbéAA"
        r"a\tb" => "a\\tb"
        'it''s' => parse error...
        '''it's''' => "it's"
        b"\xff\u0041" => parse error... \x
        b"a\xff" => Uint8Array(2) 0x61ff
        "\q" => parse error... escape
        "open => parse error... missing
        [1, "a", [2]] => [1, "a", [2]]
        [1, 2,] => [1, 2]
        {"b": 1, "a": 2} => {"b": 1, "a": 2}
        {"b": 1, 2: 3, "1": 4} => {"1": 4, "2": 3, "b": 1}
        {"a": 1, "a": 2} => duplicate_key... twice
        {1: 1, "1": 2} => duplicate_key... twice
        {1.5: 1} => types... string, int
        "#,
    );
}

#[test]
fn what_the_record_holds_is_itself() {
    check(
        r#"
        record.name => "Ada"
        record.age => 36
        record.zero => -0
        record.nan => NaN
        record.big => 1180591620717411303424n
        record.undef => undefined
        record.lone => "\ud800"
        record.born => Date 2009-02-13T23:31:30.123Z
        record.never => Invalid Date
        record.bytes => Uint8Array(2) 0x6869
        record.address.`odd key` => 1
        record["address"]["city"] => "London"
        record.tags[1] => "b"
        record.tags[1.0] => "b"
        record.tags[3] => no_such_element... the size is 3
        record.tags[-1] => no_such_element...
        record.tags[0.5] => types...
        record.shorts[0] => -1
        record.holes[0] => undefined
        record.holes[1] => 5
        record.map[1] => "one"
        record.map["1"] => "text"
        record.map[2] => no_such_key...
        record.map.x => types... [ ]
        record.error.message => "bad"
        record.error.name => "TypeError"
        record.photo.type => "image/png"
        record.nmae => no_such_field... did you mean "name"?
        recrod.name => parse error... did you mean "record"?
        name => parse error... record.name
        key[0] => 7
        key => [7, ArrayBuffer(1) 0x01]
        value => 36
        {"a": record.photo, "n": record.lone}.n => "\ud800"
        "#,
    );
}

#[test]
fn absence_can_be_asked_for() {
    check(
        r#"
        has(record.name) => true
        has(record.email) => false
        has(record.undef) => true
        has(record.nothing.x) => types...
        has(record.email.x) => no_such_field...
        has({"a": 1}.a) => true
        has(record) => parse error... takes a field
        has(record["name"]) => parse error... takes a field
        record.?email.orValue("none") => "none"
        record.?name.orValue("none") => "Ada"
        record.?address.city.orValue("none") => "London"
        record.?email.x.y.orValue("none") => "none"
        record[?"email"].hasValue() => false
        record.tags[?9].orValue("z") => "z"
        record.?email => not_storable... .orValue
        [?record.?email, ?record.?name] => ["Ada"]
        {?"e": record.?email, ?"n": record.?name} => {"n": "Ada"}
        optional.none().or(optional.of(2)).value() => 2
        optional.none().value() => conversion...
        record.undef == undefined => true
        record.undef == null => false
        record.nothing == null => true
        "#,
    );
}

#[test]
fn numbers_of_a_record_are_computed_with_whole_ones() {
    check(
        r#"
        record.age + 1 => 37
        1 + record.age * 2.5 => 91
        record.age / 5 => 7.2
        7 / 2 => 3
        -7 / 2 => -3
        -7 % 3 => -1
        7.0 / 2.0 => 3.5
        record.age % 5 => 1
        10 - 4 - 3 => 3
        1 + 2 * 3 - 4 / 2 => 5
        1 + 2 == 3 && 2 < 3 => true
        1 / 0 => division_by_zero...
        1.0 / 0.0 => Infinity
        record.age / 0 => Infinity
        9223372036854775807 + 1 => overflow...
        1u - 2u => overflow...
        record.big + 1 => 1180591620717411303425n
        record.big + 1.5 => types... BigInt
        record.big * record.big => overflow...
        -record.age => -36
        -bigint(5) => -5n
        -"a" => types... not string
        record.age == 36 => true
        record.age == 36u => true
        bigint(36) == record.age => true
        record.age == "36" => false
        record.nan == record.nan => false
        record.nan < 1 => false
        record.zero == 0 => true
        1 < 1.5 => true
        "a" < "b" => true
        "a" < 1 => types... string and int
        math.least(3, 1.5, 2) => 1.5
        math.greatest([1, 5, 3]) => 5
        math.max(record.numbers) => 3
        math.min([]) => types...
        math.max(1, NaN) => NaN
        math.round(2.5) => 3
        math.floor(-1.5) => -2
        math.ceil(1.2) => 2
        math.abs(-3) => 3
        math.abs(bigint(-3)) => 3n
        math.trunc(-1.7) => -1
        math.sqrt(16) => 4
        math.isNaN(record.nan) => true
        math.isFinite(1) => true
        math.isInf(1) => false
        math.sign(-2.5) => -1
        "#,
    );
}

#[test]
fn logic_decides_whatever_comes_of_the_rest() {
    check(
        r#"
        true || record.x => true
        record.x || true => true
        false && record.x => false
        record.x && false => false
        record.x || false => no_such_field...
        1 || true => true
        1 && true => types... not int
        true ? 1 : record.x => 1
        1 ? 2 : 3 => types... ? :
        false ? 1 : true ? 2 : 3 => 2
        !record.yes => false
        !1 => types...
        "#,
    );
}

#[test]
fn macros_go_through_everything_that_holds_something() {
    check(
        r#"
        record.tags.all(t, size(t) == 1) => true
        record.tags.exists(t, t == "b") => true
        record.tags.exists_one(t, t > "a") => false
        record.tags.filter(t, t != "b") => ["a", "c"]
        record.tags.map(t, t + "!") => ["a!", "b!", "c!"]
        record.numbers.map(n, n > 1, n * 2) => [6, 4]
        record.address.map(k, k) => ["city", "odd key"]
        record.map.map(k, k) => [1, "1"]
        record.set.exists(m, m == "x") => true
        record.shorts.map(s, s) => [-1, 1]
        record.holes.map(h, h == undefined) => [true, false, true]
        [[1], [2, 3]].map(l, l.map(n, l[0] + n)) => [[2], [4, 5]]
        [1, 2].exists(x, 1 / (x - 1) > 0) => true
        [1].exists(x, 1 / (x - 1) > 0) => division_by_zero...
        [1].all(x, x) => types... bool
        record.name.map(c, c) => types... not string
        [1].map(1, 2) => parse error... name of a variable
        [1].map(x, y) => parse error... no variable "y"
        [1].map(record, .record.name) => ["Ada"]
        cel.bind(a, record.age * 2, a + a) => 144
        "b" in record.tags => true
        "city" in record.address => true
        1 in record.map => true
        2 in record.map => false
        "x" in record.set => true
        "x" in "xyz" => types...
        "#,
    );
}

#[test]
fn strings_have_functions() {
    check(
        r#"
        size("héllo") => 5
        "héllo".size() => 5
        "Ab".lowerAscii() + "Ab".upperAscii() => "abAB"
        "abc".contains("b") => true
        "abc".startsWith("ab") => true
        "abc".endsWith("bc") => true
        "a1b".matches("[0-9]") => true
        matches("ab", "^b") => false
        "a".matches("(") => parse error... not a regular expression
        "a".matches(record.name + "(") => pattern...
        "a,b,,c".split(",") => ["a", "b", "", "c"]
        "a,b,c".split(",", 2) => ["a", "b,c"]
        "a,b".split(",", 0) => []
        "aéb".split("") => ["a", "é", "b"]
        "abc".split("", 2) => ["a", "bc"]
        record.tags.join() => "abc"
        record.tags.join(", ") => "a, b, c"
        [1].join() => types...
        "aXbX".replace("X", "-") => "a-b-"
        "aXbX".replace("X", "-", 1) => "a-bX"
        "ab".replace("", "_") => "_a_b_"
        "héllo".substring(1) => "éllo"
        "héllo".substring(1, 3) => "él"
        "héllo".substring(3, 1) => conversion...
        "héllo".substring(6) => no_such_element...
        "  a ".trim() => "a"
        "héllo".indexOf("l") => 2
        "héllo".indexOf("l", 3) => 3
        "héllo".indexOf("z") => -1
        "héllo".lastIndexOf("l") => 3
        "ééé".lastIndexOf("é", 1) => 1
        "héllo".charAt(1) => "é"
        "abc".reverse() => "cba"
        regex.extract("id-42", "([0-9]+)").orValue("") => "42"
        regex.extract("id", "[0-9]+").hasValue() => false
        regex.replace("a1b22", "[0-9]+", "<$0>") => "a<1>b<22>"
        record.lone + "a" => types... lone surrogates
        "a".fooBar() => parse error... no method
        lowerAscii("A") => parse error... is a method
        "1".int() => parse error... is no method
        "a".contains() => parse error... takes 1 argument, not 0
        "a".startWith("a") => parse error... did you mean "startsWith"?
        "#,
    );
}

#[test]
fn values_are_converted() {
    check(
        r#"
        int("42") => 42
        int(" 42") => conversion... 64-bit int
        int(3.9) => 3
        int(-3.9) => -3
        int(record.nan) => conversion...
        int(timestamp("1970-01-01T00:01:00.500Z")) => 60
        uint(-1) => conversion...
        double("48.85") => 48.85
        double("12px") => conversion... a number
        double(bigint(3)) => 3
        string(1.5) + string(2) + string(true) => "1.52true"
        string(record.age) => "36"
        string(record.born) => "2009-02-13T23:31:30.123Z"
        string(record.bytes) => "hi"
        string(b"\xff") => conversion... UTF-8
        string(bigint("123456789012345678901234567890")) => "123456789012345678901234567890"
        string(null) => types...
        bool("true") => true
        bool("yes") => conversion...
        bytes("é") => Uint8Array(2) 0xc3a9
        bytes(record.buffer) => Uint8Array(2) 0x0102
        bytes(record.view) == b"bc" => true
        ArrayBuffer(b"a") => ArrayBuffer(1) 0x61
        record.buffer == ArrayBuffer(b"\x01\x02") => true
        bigint(1e30) => 1000000000000000019884624838656n
        bigint(1.5) => conversion...
        type(1) == int => true
        type(record.age) == double => true
        dyn(1) => 1
        "#,
    );
}

#[test]
fn times_are_dates() {
    check(
        r#"
        timestamp("2024-02-29T12:00:00Z") => Date 2024-02-29T12:00:00.000Z
        timestamp("2024-02-30T12:00:00Z") => conversion...
        timestamp(60) => Date 1970-01-01T00:01:00.000Z
        timestamp(record.age) => types... date(
        date(record.age) => Date 1970-01-01T00:00:00.036Z
        date(1.5) => conversion...
        date(8640000000000001) => conversion...
        record.born + duration("1h") => Date 2009-02-14T00:31:30.123Z
        record.born - duration("1s") => Date 2009-02-13T23:31:29.123Z
        record.born - timestamp("2009-02-13T23:31:30Z") == duration("123ms") => true
        (record.born - timestamp("2009-02-13T23:31:30Z")).getTime() => 123
        duration("1h") => not_storable... getTime
        record.born.getTime() => 1234567890123
        record.born.getFullYear() => 2009
        record.born.getMonth() => 1
        record.born.getDate() => 13
        record.born.getDayOfMonth() => 12
        record.born.getDayOfWeek() => 5
        record.born.getDayOfYear() => 43
        record.born.getHours() => 23
        record.born.getHours("+02:00") => 1
        record.born.getHours("Europe/Paris") => conversion... time zones
        record.born.getMinutes() => 31
        record.born.getSeconds() => 30
        record.born.getMilliseconds() => 123
        duration("90m").getHours() => 1
        duration("90m").getMinutes() => 90
        record.never.getFullYear() => types... invalid Date
        record.born < timestamp("2020-01-01T00:00:00Z") => true
        timestamp("+275760-09-13T00:00:00Z") + duration("1ms") => overflow...
        "#,
    );
}

#[test]
fn javascripts_collections_can_be_made() {
    check(
        r#"
        Map({"a": 1}) => Map {"a" => 1}
        Set([1, 1.0, "a", 0, -0.0, NaN, NaN, bigint(1)]) => Set {1, "a", 0, NaN, 1n}
        Set(record.set) == record.set => true
        Map([[1, "a"], [2, "b"], [1.0, "c"]]) => Map {1 => "c", 2 => "b"}
        Map([[1]]) => types...
        object(entries(record.address)) == record.address => true
        object([["a", 1], ["a", 2]]) => duplicate_key...
        object([[1, 2]]) => conversion...
        entries(record.map) => [[1, "one"], ["1", "text"]]
        list(record.set) => [1, "x"]
        size(record.map) + size(record.set) + size(record.holes) + size(record.bytes) => 9
        size(record.photo) => types... Blob
        [3, 1, 2].sort() => [1, 2, 3]
        record.numbers.sort() => [1, 2, 3]
        [1, "a"].sort() => types...
        [1, 1.0, 2].distinct() => [1, 2]
        [[1], 2, [3, 4]].flatten() => [1, 2, 3, 4]
        [1, 2, 3].slice(1, 3) => [2, 3]
        [1].slice(0, 2) => no_such_element...
        [1, 2].reverse() => [2, 1]
        [1] + record.tags => [1, "a", "b", "c"]
        record.tags == ["a", "b", "c"] => true
        {"a": 1, "b": 2} == {"b": 2.0, "a": 1} => true
        jsType(record.photo) => "Blob"
        jsType(record.bytes) => "Uint8Array"
        jsType(record.born) => "Date"
        jsType(record.never) => "Date"
        jsType(record.email) => no_such_field...
        jsType(1) => "number"
        string(type(record.age)) => "double"
        type(1) => not_storable...
        "#,
    );
}

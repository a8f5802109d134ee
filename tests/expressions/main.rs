//! What expressions give for values of every kind.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod functions;
#[path = "../support/specimen.rs"]
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

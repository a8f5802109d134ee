//! The page that migrates: a plan is given to it, and it says what there is to know of it.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, MARKUP, Migrating, in_both_browsers, plan_of, shop_plan};
use serde_json::json;

in_both_browsers!(
    what_is_wrong_with_a_plan_is_shown_in_its_place,
    warnings_are_counted_in_the_data,
    counting_is_cancelled,
    a_plan_is_dropped_onto_the_page,
);

async fn what_is_wrong_with_a_plan_is_shown_in_its_place(browser: &Browser) -> Result<()> {
    let opened = Migrating::open(browser, "shop", "site.fill({ customers: 3, orders: 3 })").await?;
    // Typed, key by key.
    let text = "{\"format\": 1,\n \"migrations\": [{\"database\": \"shop\", \"version\": 2, \
                \"operations\": [{\"drop_stor\": {}}]}]}";
    opened.page().element("#plan").await?.send_keys(text).await?;
    opened.wait_for("#plan-state", "state", "wrong").await?;
    let problems = opened.text("#problems").await?;
    let place = "Line 2, column 68";
    for words in [place, "/migrations/0/operations/0", "did you mean \"drop_store\"?"] {
        ensure!(problems.contains(words), "{words} is not in: {problems}");
    }
    opened.page().press("#problems li button").await?;
    let selected = "(() => { const area = document.activeElement; \
                    return area.id === 'plan' && area.value.slice(area.selectionStart); })()";
    let selected = opened.page().eval(selected).await?;
    ensure!(selected == "\"drop_stor\": {}}]}]}", "the place is elsewhere: {selected}");

    // An expression that is none.
    let text = "{\"format\": 1,\n \"migrations\": [{\"database\": \"shop\", \"version\": 2,\n \
                \"operations\": [{\"delete\": {\"store\": \"trash\", \"where\": \"recrod.x > 1\"}}]}]}";
    opened.paste(text).await?;
    opened.wait_for("#plan-state", "state", "wrong").await?;
    let problems = opened.text("#problems").await?;
    for words in
        ["Line 3, column 56", "/migrations/0/operations/0/delete/where", "did you mean \"record\"?"]
    {
        ensure!(problems.contains(words), "{words} is not in: {problems}");
    }

    // A plan that can be read, and does not fit.
    let name = format!("{MARKUP}{}", "long".repeat(75));
    let drop = json!([{"drop_store": {"store": "trahs"}}]);
    let misfit = json!([
        {"database": name, "version": 2, "operations": drop},
        {"database": "shop", "version": 2, "operations": drop},
    ]);
    opened.paste(&plan_of(misfit)).await?;
    opened.wait_for("#plan-state", "state", "right").await?;
    opened.wait_for("#plan-refusal", "code", "plan_does_not_fit").await?;
    ensure!(opened.text("#what-runs").await?.contains(&name), "the database is not named");
    ensure!(opened.count("main img").await? == 0, "a database's name became markup");
    let narrow = "document.documentElement.scrollWidth <= window.innerWidth";
    ensure!(opened.page().eval(narrow).await? == true, "a long name makes the page wider");
    for button in ["#rehearse", "#migrate"] {
        let disabled = format!("document.querySelector('{button}').disabled");
        ensure!(opened.page().eval(&disabled).await? == true, "{button} can be pressed");
    }
    let spelt = plan_of(json!([{"database": "shop", "version": 2, "operations": drop}]));
    opened.paste(&spelt).await?;
    let suggested = "document.querySelector('#plan-refusal')?.textContent.includes('\"trash\"')";
    opened.page().wait_for(suggested).await?;
    let refusal = opened.text("#plan-refusal").await?;
    let pointer = "at /migrations/0/operations/0/drop_store: ";
    ensure!(refusal.contains("line ") && refusal.contains(pointer), "no place: {refusal}");
    Ok(())
}

async fn warnings_are_counted_in_the_data(browser: &Browser) -> Result<()> {
    let opened =
        Migrating::open(browser, "shop", "site.fill({ customers: 3, orders: 200 })").await?;
    let spoil = "await Promise.all([7, 8].map((id) => \
                 site.put('orders', { id, who: 1, total: 'a lot' }))); \
                 await site.put('trash', 'old', args[0]);";
    opened.site.page.run(spoil, vec![json!(MARKUP)]).await?;
    let before = opened.dump().await?;
    opened.paste(&shop_plan()).await?;
    opened.wait_for("#warnings", "state", "some").await?;
    ensure!(opened.count(".counted").await? == 0, "the data were read without being asked for");
    opened.page().press("#count").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done" && text.contains("Counted"), "{state}: {text}");
    opened.page().wait_for("document.querySelector('.counted') !== null").await?;
    let failing = opened.counted("conversion-may-fail").await?;
    ensure!(failing == json!([["2", ["7", "8"]]]), "{failing}");
    let lost = opened.counted("drops-store").await?;
    let markup = format!("{MARKUP:?}");
    ensure!(lost == json!([["2", [markup, "\"key\""]]]), "{lost}");
    ensure!(opened.count("main img").await? == 0, "a key became markup");
    let may_refuse = opened.counted("site-may-refuse").await?;
    ensure!(may_refuse == json!([]), "the data have no say: {may_refuse}");
    let narrow = "document.documentElement.scrollWidth <= window.innerWidth";
    ensure!(opened.page().eval(narrow).await? == true, "the counts make the page wider");
    ensure!(opened.dump().await? == before, "counting changed the data");

    // A rehearsal changes no record. They are not those of another plan.
    opened.page().press("#rehearse").await?;
    let (state, _) = opened.outcome().await?;
    ensure!(state == "done", "{state}");
    opened.wait_for("#warnings", "state", "some").await?;
    ensure!(opened.counted("conversion-may-fail").await? == failing, "the counts are gone");
    opened.paste(&shop_plan().replace("\"who\"", "\"whom\"")).await?;
    opened.page().wait_for("document.querySelector('.counted') === null").await?;
    opened.paste(&shop_plan()).await?;
    opened.page().wait_for("document.querySelector('.counted') !== null").await?;

    // What was migrated may have other records since.
    for id in [7, 8] {
        let mend = format!("site.put('orders', {{ id: {id}, who: 1, total: '1.5' }})");
        opened.site.page.eval(&mend).await?;
    }
    opened.confirm("#migrate").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done", "{text}");
    opened.confirm("#history .undo").await?;
    opened.wait_for("#warnings", "state", "some").await?;
    opened.page().wait_for("document.querySelector('#count')?.disabled === false").await?;
    ensure!(opened.count(".counted").await? == 0, "counts are shown that may no longer be true");
    opened.page().press("#count").await?;
    opened.page().wait_for("document.querySelector('.counted') !== null").await?;
    let failing = opened.counted("conversion-may-fail").await?;
    ensure!(failing == json!([["0", []]]), "{failing}");
    Ok(())
}

async fn counting_is_cancelled(browser: &Browser) -> Result<()> {
    let opened = Migrating::open(browser, "plain", "site.fill({ count: 300 })").await?;
    let plan = plan_of(json!([{"database": "plain", "version": 2, "operations": [
        {"drop_store": {"store": "notes"}}]}]));
    opened.paste(&plan).await?;
    opened.wait_for("#warnings", "state", "some").await?;
    // Counting now waits for the site.
    opened.site.page.eval("site.occupy()").await?;
    opened.page().press("#count").await?;
    opened.page().press("#cancel").await?;
    let (state, text) = opened.outcome().await?;
    let code = opened.page().eval("document.querySelector('#status').dataset.code").await?;
    ensure!(state == "failed" && code == "cancelled", "{state}, {code}: {text}");
    opened.site.page.eval("site.release()").await?;
    opened.wait_for("#warnings", "state", "some").await?;
    ensure!(opened.count(".counted").await? == 0, "something was counted");
    opened.page().press("#count").await?;
    opened.page().wait_for("document.querySelector('.counted') !== null").await?;
    let lost = opened.counted("drops-store").await?;
    ensure!(lost == json!([["300", ["1", "2", "3", "4", "5"]]]), "{lost}");
    Ok(())
}

/// Drags something over an element and drops it there, as the browser tells a page of it. Says
/// whether the page takes it: for each event whether it was prevented from doing what it else does.
const DROP: &str = "const [selector, name, content] = args; \
    const target = document.querySelector(selector); \
    const data = new DataTransfer(); \
    if (name) data.items.add(new File([new Uint8Array(content)], name, { type: 'application/json' })); \
    else data.items.add('only a text', 'text/plain'); \
    const taken = []; \
    for (const kind of ['dragenter', 'dragover', 'drop']) { \
      const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }); \
      taken.push(!target.dispatchEvent(event)); \
    } \
    return taken;";

async fn a_plan_is_dropped_onto_the_page(browser: &Browser) -> Result<()> {
    let opened = Migrating::open(browser, "shop", "site.fill({ customers: 3, orders: 3 })").await?;
    let drop = async |name: &str, content: &[u8]| {
        opened.page().element("#plan").await?;
        opened.page().run(DROP, vec![json!("#plan"), json!(name), json!(content)]).await
    };
    // What is no file is left to the browser, which puts a text into the text area.
    let taken = drop("", b"").await?;
    ensure!(taken == json!([false, false, false]), "a text was taken: {taken}");

    let taken = drop("plan.json", shop_plan().as_bytes()).await?;
    ensure!(taken == json!([true, true, true]), "the browser would open the file: {taken}");
    opened.wait_for("#plan-state", "state", "right").await?;
    let text = opened.page().eval("document.querySelector('#plan').value").await?;
    ensure!(text == shop_plan(), "{text}");
    opened.wait_for("#warnings", "state", "some").await?;
    ensure!(opened.count(".plan.over").await? == 0, "the page still waits for a file");

    // One that is no text is refused, and the plan stays.
    drop("plan.json", &[0x7b, 0xff, 0xfe]).await?;
    opened.page().wait_for("document.querySelector('#plan-refused') !== null").await?;
    let text = opened.page().eval("document.querySelector('#plan').value").await?;
    ensure!(text == shop_plan(), "{text}");
    Ok(())
}

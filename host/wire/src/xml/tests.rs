use std::fmt::Write;

use super::{Document, Element};

/// Documents with everything that there is in them.
const DOCUMENTS: &[&str] = &[
    "<a/>",
    "<?xml version=\"1.0\" encoding='UTF-8' standalone=\"yes\" ?>\n<!-- b --><?c d?>\n<a></a>\n<!----><?e?>\n",
    "\u{FEFF}<?xml version='1.0'?><a>b</a>",
    "<a xmlns=\"urn:b\"><c>d</c>\n  <e><f>g</f><f>h</f></e><i/></a>",
    "<a b='c' d=\"e&lt;f&#10;g\n\t h\" xml:lang='en' xmlns:x='urn:x' x:b='y'><x:i x:j=''/></a >",
    "<a xmlns:x='urn:x'><b xmlns:x='urn:y'><x:c/></b><x:d></x:d></a>",
    "<a>b &amp; c &lt;d&gt; &quot;&apos; &#65;&#x42;&#0067; &#xD800;</a>",
    "<a>b<!-- c --><d>e</d>f<![CDATA[<g>&amp;]]]>h<?i j?>k<l m=\">'/\" n='\"'>o<l/></l>p</a>",
    "<a>b\r\nc\rd\n<![CDATA[\r\n\r]]></a>",
    "<\u{C9}l\u{E9}ment x\u{B7}y='\u{4E2D}'>\u{1F600}\u{FFFD}</\u{C9}l\u{E9}ment>",
    "<a-b.c_d1><_><_._/></_></a-b.c_d1>",
    "<a>\n    <b>\n        <c>d</c>\n    </b>\n    <b/>\n</a>\n",
    "<a><b><c><d><e>f</e></d></c></b>g<b>h</b></a>",
    "<a>b > c ]] > d</a>",
];

/// What is none.
const OTHERS: &[&str] = &[
    "",
    " ",
    "a",
    "<",
    "<a",
    "<a>",
    "<a/",
    "<a></a",
    "<a></b>",
    "<a></ab>",
    "<ab></a>",
    "<a></a></a>",
    "<a/><b/>",
    "<a/>b",
    "b<a/>",
    "<a><b></a></b>",
    "< a/>",
    "<a></ a>",
    "<1/>",
    "<-a/>",
    "<a:/>",
    "<a:b:c xmlns:a='b'/>",
    "<a:b/>",
    "<xmlns:a/>",
    "<a b:c=''/>",
    "<a b/>",
    "<a b=c/>",
    "<a b='c/>",
    "<a b='<'/>",
    "<a b='&'/>",
    "<a b=''c=''/>",
    "<a b='' b=''/>",
    "<a xmlns:b='u' xmlns:c='u' b:d='' c:d=''/>",
    "<a xmlns:b='u' xmlns:b='v'/>",
    "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
    "<a xmlns:xml='u'/>",
    "<a>&b;</a>",
    "<a>&amp</a>",
    "<a>&#0;</a>",
    "<a>&#+65;</a>",
    "<a>&#x110000000;</a>",
    "<a>]]></a>",
    "<a>\u{1}</a>",
    "<a>\u{FFFE}</a>",
    "<a><!-- -- --></a>",
    "<a><![CDATA[</a>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
];

/// What is found in a document.
fn read(text: &str) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let mut out = String::new();
    write_element(document.root(), &mut out);
    Some(out)
}

fn write_element(element: Element<'_, '_>, out: &mut String) {
    write!(out, "({} {:?}", element.name(), element.text()).unwrap();
    for attribute in element.attributes() {
        write!(out, " {} {} {:?}", attribute.is_prefixed, attribute.name, attribute.value).unwrap();
    }
    for inner in element.elements() {
        write_element(inner, out);
    }
    out.push(')');
}

/// What another reader finds in it.
fn read_otherwise(text: &str) -> Option<String> {
    let document = roxmltree::Document::parse(text).ok()?;
    let mut out = String::new();
    write_node(document.root_element(), &mut out);
    Some(out)
}

fn write_node(node: roxmltree::Node<'_, '_>, out: &mut String) {
    let text: String =
        node.children().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect();
    write!(out, "({} {text:?}", node.tag_name().name()).unwrap();
    for attribute in node.attributes() {
        let is_prefixed = attribute.namespace().is_some();
        write!(out, " {is_prefixed} {} {:?}", attribute.name(), attribute.value()).unwrap();
    }
    for inner in node.children().filter(roxmltree::Node::is_element) {
        write_node(inner, out);
    }
    out.push(')');
}

#[test]
fn documents_are_read_as_by_another_reader() {
    for &text in DOCUMENTS {
        let found = read(text);
        assert!(found.is_some(), "{text}: {:?}", Document::parse(text).err());
        assert_eq!(found, read_otherwise(text), "{text}");
    }
    for &text in OTHERS {
        assert_eq!(read(text), None, "{text}");
        assert_eq!(read_otherwise(text), None, "{text}");
    }
}

#[test]
fn changed_documents_are_read_as_by_another_reader() {
    const PIECES: [&str; 30] = [
        "<",
        ">",
        "/",
        "&",
        ";",
        "'",
        "\"",
        "=",
        " ",
        "\n",
        "\r",
        "a",
        "b",
        "x:",
        "1",
        "-",
        "--",
        "]]>",
        "</a>",
        "<a>",
        "<b/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "?>",
        "&amp;",
        "&#10;",
        "\u{E9}",
        "\u{1}",
    ];
    // Changes at random that are the same every time.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut accepted = 0;
    for round in 0..60_000 {
        let mut letters: Vec<char> = DOCUMENTS[round % DOCUMENTS.len()].chars().collect();
        for _ in 0..=random(3) {
            let place = random(letters.len() + 1);
            let end = letters.len().min(place + random(4));
            let piece = if random(3) == 0 { "" } else { PIECES[random(PIECES.len())] };
            drop(letters.splice(place..end, piece.chars()));
        }
        let text: String = letters.into_iter().collect();
        // The other reader leaves some carriage returns as they are.
        let alike = |found: Option<String>| found.map(|found| found.replace("\\r", "\\n"));
        let found = alike(read(&text));
        accepted += usize::from(found.is_some());
        // It takes an empty prefix for none, and a `xmlns` with a prefix that nobody declared for a declaration.
        let lenient = ["<:", "</:", " :", "\n:", "\r:", ":xmlns"];
        if found.is_none() && lenient.iter().any(|odd| text.contains(odd)) {
            continue;
        }
        assert_eq!(found, alike(read_otherwise(&text)), "{text:?}");
    }
    // Both sides are reached.
    assert!((3_000..57_000).contains(&accepted), "{accepted}");
}

#[test]
fn ends_of_lines_are_line_feeds_unless_they_are_references() {
    let text = |text: &str| Document::parse(text).unwrap().root().text().into_owned();
    assert_eq!(text("<a>b\r\nc\rd\n\r&#13;e&amp;\r</a>"), "b\nc\nd\n\n\re&\n");
    assert_eq!(text("<a><![CDATA[\r\n&#13;\r]]></a>"), "\n&#13;\n");
}

#[test]
fn names_have_no_empty_prefix() {
    assert_eq!(read("<:a/>"), None);
    assert_eq!(read("<a :b=''/>"), None);
}

#[test]
fn documents_are_refused_with_the_place() {
    let said = |text: &str| Document::parse(text).unwrap_err().to_string();
    assert_eq!(said("<a>\n  <b>\n</a>"), "another element ends than began (line 3, column 3)");
    assert_eq!(said("<a>\n  <b>"), "the document is cut off (line 2, column 6)");
}

#[test]
fn documents_without_end_are_read_or_refused() {
    let many = 200_000;
    let nested = ["<a>".repeat(many), "</a>".repeat(many)].concat();
    assert_eq!(Document::parse(&nested).unwrap().root().elements().count(), 1);
    assert!(Document::parse(&"<a>".repeat(many)).is_err());
    let mut attributes = "<a".to_owned();
    let mut declarations = "<a".to_owned();
    for number in 0..many {
        write!(attributes, " a{number}=''").unwrap();
        write!(declarations, " xmlns:a{number}='u'").unwrap();
    }
    attributes.push_str("/>");
    declarations.push_str("/>");
    assert_eq!(Document::parse(&attributes).unwrap().root().attributes().count(), many);
    assert!(Document::parse(&declarations).is_err());
}

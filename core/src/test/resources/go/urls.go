// Writes what Go's url.Parse(x).String() makes of many texts, which is what the Go package does to
// an event's source and dataschema: go run urls.go > urls.tsv
package main

import (
	"fmt"
	"math/rand"
	"net/url"
	"runtime"
	"strings"
	"unicode/utf16"
)

var chosen = []string{
	"", "billing", "my domain", "HTTP://x", "a/b#", "a/b#c d", "a?b c#d e", "a?", "a?b?", "??", "#", "a#b#c",
	"urn:isbn:123", "URN:Isbn:1 2", "mailto:a@b", "a:b", "a:", ":a", "1a:b", "a1+-.:b", "./a:b", "x/a:b", "a%3Ab",
	"a%20b", "a%2fb", "a%2Fb/c d", "100%", "a%zz", "%41", "%7e", "~", "a+b", "a%2Bb", "*", "/*", "**",
	"//host", "//host/a b", "//ho st/a", "///a", "////a", "/a//b", "//", "http:", "http:/a", "http:///a", "http:////a",
	"file:///etc/x", "http://h:80/", "http://h:8x/", "http://h:/", "http://a:b:80/", "db://a:1,b:2/x", "http://[::1]",
	"http://[::1]:80/a", "http://[::1", "http://[1.2.3.4]/", "http://[fe80::1%25en0]/", "http://[fe80::1%25]/", "http://[::1%5d]/",
	"http://x[::1]/", "http://[g::1]/", "http://[::ffff:1.2.3.4]/", "http://[1:2:3:4:5:6:7:8:9]/", "http://[::1]x/", "http://[0:0:0:0:0:0:0:1]/",
	"http://u@h/", "http://u:p@h/", "http://u:p:q@h/", "http://u%40x:p%3a@h/", "http://u x@h/", "http://@h/", "http://:@h/", "http://u@", "//u@/a",
	"http://bücher.example/ü?ü#ü", "bücher", "ü:x", "日本", "😀", "http://h%C3%BC/", "http://h%41/", "http://h%zz/",
	"http://HOST/Path", "https://example.org/schema?v=1#frag", "a'b", "a\"b", "a<b>", "a{b}|c\\d^e`f", "[a]", "a[b]c%20", "a]%20 b",
	"chainlink:node-1", "node:1/a", "/node:1", "cre.workflows", "a,b;c=d&e$f!(g)*@h", "s:?q", "s:?", "s:#f", "s:a?b#c%20d",
	"a#%zz", "a#100%", "a?%zz", "http://h?q", "http://h#f", "http://h/?", "//h?", "a b:c", "é:b", "a\u0085b", "a\u00a0b", "\u2028",
}

var places = []string{"a%sb", "%sb", "s:a%sb", "//a%sb/", "//u%sv@h/", "http://h/a%sb", "a?b%sc", "a#b%sc", "//h/a%%20%sb", "a#%%20%sb"}

var pieces = []string{"a", "B", "1", ":", "/", "//", "?", "#", "%", "%20", "%2f", "%C3%BC", "@", "[", "]", "[::1]", " ", "+", "ü", "*", "http:", "x:", ".", "~", "'", "|"}

func main() {
	fmt.Printf("# %s: text, tab, what becomes of it; ! if it cannot be parsed. Made by urls.go.\n", runtime.Version())
	for _, text := range chosen {
		write(text)
	}
	for _, place := range places {
		for c := rune(0); c < 128; c++ {
			write(fmt.Sprintf(place, string(c)))
		}
	}
	random := rand.New(rand.NewSource(1))
	for i := 0; i < 1000; i++ {
		text := ""
		for n := 1 + random.Intn(7); n > 0; n-- {
			text += pieces[random.Intn(len(pieces))]
		}
		write(text)
	}
}

func write(text string) {
	parsed, err := url.Parse(text)
	if err != nil {
		fmt.Printf("%s\t!\n", escaped(text))
	} else {
		fmt.Printf("%s\t=%s\n", escaped(text), escaped(parsed.String()))
	}
}

func escaped(text string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if unit > ' ' && unit < 127 && unit != '\\' {
			out.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&out, "\\u%04x", unit)
		}
	}
	return out.String()
}

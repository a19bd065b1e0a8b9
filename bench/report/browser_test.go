package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"weft.example/internal/long"
)

// browser is a Chromium, without a window.
type browser struct {
	t       *testing.T
	program string
	dir     string
}

func newBrowser(t *testing.T) browser {
	if !long.Tests() {
		t.Skip("opens pages for some seconds; -args -long")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return browser{t, program, t.TempDir()}
		}
	}
	t.Skip("no Chromium is installed")
	return browser{}
}

// open opens a page and returns what Chromium prints and what it logs.
func (b browser) open(page string, args ...string) (stdout, log string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	args = append([]string{"--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
		"--user-data-dir=" + filepath.Join(b.dir, "profile"), "--enable-logging=stderr", "--v=0"}, args...)
	cmd := exec.CommandContext(ctx, b.program, append(args, "file://"+page)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		b.t.Fatalf("%v: %s", err, errs.String())
	}
	return out.String(), errs.String()
}

// seen is what a script in a copy of the page says of it. A page itself runs none.
type seen struct {
	Page, Window int // widths
	Pictures     []struct {
		Width, Height float64
		Drawn         int // paths and words with a size
	}
}

const probe = `<script>addEventListener("load",()=>{
const shown=[...document.querySelectorAll("figure svg")].filter(s=>s.getBoundingClientRect().width>0)
parent.postMessage(JSON.stringify({Page:document.documentElement.scrollWidth,Window:innerWidth,
Pictures:shown.map(s=>({Width:s.getBoundingClientRect().width,Height:s.getBoundingClientRect().height,
Drawn:[...s.querySelectorAll("path,text")].filter(e=>{const r=e.getBoundingClientRect();return r.width+r.height>0}).length}))}),"*")})</script>`

// frame shows the copy in so many pixels, which may be fewer than a window has at least.
const frame = `<title></title><script>addEventListener("message",m=>{document.title=m.data})</script><iframe src="probed.html" width="%d" height="900"></iframe>`

var policy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)

// TestBrowser opens the page at the width of a desk and of a phone, in the light and in the dark. Every
// figure has to be drawn, the page may not scroll sideways, and nothing may be logged: the page's policy
// forbids all requests, so that one would be.
func TestBrowser(t *testing.T) {
	b := newBrowser(t)
	var page bytes.Buffer
	if err := WriteHTML(&page, whole()); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		path := filepath.Join(b.dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := write("page.html", page.String())
	write("probed.html", policy.ReplaceAllString(page.String(), probe))
	figures := len(Figures(whole()))
	title := regexp.MustCompile(`<title>(\{.*\})</title>`)
	for _, width := range []int{1280, 390} {
		dom, _ := b.open(write("frame.html", fmt.Sprintf(frame, width)), "--dump-dom", "--window-size=1400,900", "--virtual-time-budget=3000")
		found := title.FindStringSubmatch(dom)
		if found == nil {
			t.Fatalf("%d pixels: the page did not load", width)
		}
		var s seen
		if err := json.Unmarshal([]byte(found[1]), &s); err != nil {
			t.Fatal(err)
		}
		if s.Page > s.Window || len(s.Pictures) != figures {
			t.Errorf("a page of %d pixels in a window of %d with %d pictures, want no more and %d", s.Page, s.Window, len(s.Pictures), figures)
		}
		for i, p := range s.Pictures {
			if p.Width < 300 || p.Width > float64(width) || p.Height < 100 || p.Drawn < 10 {
				t.Errorf("%d pixels: picture %d is %+v", width, i, p)
			}
		}
	}
	for scheme, papers := range map[string][2]ink{"1": {{light: paperInk.light}, {light: weftInk.light}}, "0": {{light: paperInk.dark}, {light: weftInk.dark}}} {
		shot := filepath.Join(b.dir, scheme+".png")
		_, log := b.open(plain, "--screenshot="+shot, "--window-size=1280,1600", "--blink-settings=preferredColorScheme="+scheme)
		if strings.Contains(log, "CONSOLE") {
			t.Errorf("the page logs %s", log)
		}
		m := decode(t, shot)
		if paper, ink := count(m, papers[0]), count(m, papers[1]); paper < 1e6 || ink < 500 {
			t.Errorf("scheme %s: %d pixels of paper and %d of weft's ink", scheme, paper, ink)
		}
	}
}

func decode(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// count counts pixels of an ink.
func count(m image.Image, i ink) (n int) {
	r, g, b, _ := i.color().RGBA()
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if pr, pg, pb, _ := m.At(x, y).RGBA(); pr == r && pg == g && pb == b {
				n++
			}
		}
	}
	return n
}

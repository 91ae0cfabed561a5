// The HTML part of a mail, made of its plain text: the same words, for whoever's mail program shows them so.
#pragma once

#include <string>
#include <string_view>

namespace kyodo::notify {

// A whole document, well-formed as XML too, that loads nothing from anywhere. What the lines of the text are
// (docs/guides/first-workflow.md):
//   "■ …"   a heading
//   "・…"   an entry of a list; lines after it that begin with "　" or a space belong to it
//   ""      ends a paragraph or list
//   "--"    the last such line begins the signature
// Everything else is a paragraph, line by line. Everything is escaped. An http(s) address is a link in the
// signature only, which the office writes: above it stands what people entered, and nobody's comment shall
// lead the readers somewhere under the office's name.
//
// title: one line. Both valid UTF-8; control characters are left out. The same text gives the same bytes.
std::string html_of(std::string_view title, std::string_view text);

}  // namespace kyodo::notify

// Executable content, <send>, <invoke> and what they carry (SCXML 1.0, sections 4 to 6).
#include <fmt/format.h>

#include "chart/compiler.h"

namespace kyodo::chart {

Executable Compiler::executable(const Element& element) {
  Executable blocks;
  each_child(element, [&](const Element& child) {
    if (auto one = block(child)) blocks.push_back(std::move(*one));
  });
  return blocks;
}

std::optional<Block> Compiler::block(const Element& element) {
  Block block;
  block.where = where(element);
  const std::string_view name = element.local;
  if (name == "raise") {
    block.kind = Block::Kind::raise;
    block.event = value(element, "event", "").literal;
  } else if (name == "if") {
    return conditional(element);
  } else if (name == "foreach") {
    block.kind = Block::Kind::foreach_;
    block.array = expression(element, "array");
    block.item = attribute(element, "item");
    block.index = attribute(element, "index");
    block.body = executable(element);
  } else if (name == "log") {
    block.kind = Block::Kind::log;
    block.label = attribute(element, "label");
    block.expr = expression(element, "expr");
  } else if (name == "assign") {
    return assignment(element);
  } else if (name == "script") {
    block.kind = Block::Kind::script;
    block.expr = script(element);
  } else if (name == "send") {
    block.kind = Block::Kind::send;
    block.send = send(element);
  } else if (name == "cancel") {
    block.kind = Block::Kind::cancel;
    block.cancel_id = value(element, "sendid", "sendidexpr");
    if (block.cancel_id.empty())
      error("missing-attribute", block.where, "<cancel> に sendid も sendidexpr もありません。",
            "<cancel> has neither sendid nor sendidexpr.", "取り消す <send> の id を書いてください。",
            "Write the id of the <send> to cancel.");
  } else {
    return std::nullopt;
  }
  return block;
}

// <elseif> and <else> are markers between siblings: they begin the next branch.
Block Compiler::conditional(const Element& element) {
  Block block;
  block.kind = Block::Kind::if_;
  block.where = where(element);
  block.branches.push_back({expression(element, "cond"), {}});
  bool after_else = false;
  each_child(element, [&](const Element& child) {
    if (child.local == "elseif" || child.local == "else") {
      if (after_else)
        error("illegal-nesting", where(child), fmt::format("<else> の後に <{}> があります。", child.local),
              fmt::format("There is an <{}> after <else>.", child.local),
              "<else> を最後に一つだけ置いてください。", "Keep one <else>, as the last branch.");
      after_else = after_else || child.local == "else";
      each_child(child, [](const Element&) {});  // reports what may not stand in it
      block.branches.push_back({expression(child, "cond"), {}});
    } else if (auto one = this->block(child)) {
      block.branches.back().body.push_back(std::move(*one));
    }
  });
  return block;
}

Block Compiler::assignment(const Element& element) {
  Block block;
  block.kind = Block::Kind::assign;
  block.where = where(element);
  block.location = expression(element, "location");
  block.expr = expression(element, "expr");
  block.assign_body = has_element_children(element.node) ? markup_of(element) : text_of(element.node);
  const bool has_body = block.assign_body.find_first_not_of(" \t\r\n") != std::string::npos;
  if (has_body && block.expr)
    error("conflicting-attributes", block.where, "<assign> に expr と中身の両方があります。",
          "<assign> has both expr and content.", "どちらか一つにしてください。", "Keep one of them.");
  if (!has_body && !element.find("expr"))
    error("missing-attribute", block.where, "<assign> に expr も中身もありません。",
          "<assign> has neither expr nor content.", "expr=\"…\" を書いてください。", "Write expr=\"…\".");
  return block;
}

Expression Compiler::script(const Element& element) {
  each_child(element, [](const Element&) {});
  Expression text{text_of(element.node), where_text(element.node), ++expressions_};
  const Attribute* src = element.find("src");
  if (!src) return text;
  if (text) {
    error("conflicting-attributes", where(*src), "<script> に src と中身の両方があります。",
          "<script> has both src and content.", "どちらか一つにしてください。", "Keep one of them.");
    return text;
  }
  const auto read = read_source_
                        ? read_source_(src->value)
                        : Result<std::string>(fail(Code::io, "ここでは外のファイルを読めません。",
                                                   "Files outside the document cannot be read here."));
  if (!read) {
    error("unreadable-source", where(*src),
          fmt::format("スクリプト {} を読めません: {}", src->value, read.error().text.ja),
          fmt::format("The script {} cannot be read: {}", src->value, read.error().text.en),
          "スクリプトを <script> の中に書いてください。", "Write the script inside <script>.");
    return text;
  }
  return {*read, Where{std::string(src->value), 1, 1}, text.number};
}

Param Compiler::param(const Element& element) {
  exclusive(element, "expr", "location");
  Param param{attribute(element, "name"), expression(element, "expr"), expression(element, "location")};
  if (!element.find("expr") && !element.find("location"))
    error("missing-attribute", where(element), "<param> に expr も location もありません。",
          "<param> has neither expr nor location.", "expr=\"…\" を書いてください。", "Write expr=\"…\".");
  return param;
}

Content Compiler::content(const Element& element) {
  Content content;
  content.present = true;
  content.expr = expression(element, "expr");
  content.body = has_element_children(element.node) ? markup_of(element) : text_of(element.node);
  if (content.expr && content.body.find_first_not_of(" \t\r\n") != std::string::npos)
    error("conflicting-attributes", where(element), "<content> に expr と中身の両方があります。",
          "<content> has both expr and content.", "どちらか一つにしてください。", "Keep one of them.");
  return content;
}

// The <param> and <content> children of <send>, <invoke> and <donedata>; the <finalize> of <invoke>.
void Compiler::payload(const Element& element, std::vector<Param>& params, Content& content_out,
                       Invoke* invoke) {
  each_child(element, [&](const Element& child) {
    if (invoke && child.local == "finalize") return finalize(child, *invoke);
    const bool is_content = child.local == "content";
    if (!is_content) each_child(child, [](const Element&) {});
    const bool second = is_content && content_out.present;
    const bool with_list = is_content && element.local != "invoke" && element.find("namelist");
    // The content of an <invoke> is what is invoked, so it goes with parameters.
    const bool beside = !invoke && (is_content ? !params.empty() : content_out.present);
    if (second || with_list || beside)
      error(
          "conflicting-attributes", where(child),
          fmt::format("<{}> に <content> は一つだけ、<param> や namelist とは別に使います。", element.local),
          fmt::format("<{}> takes one <content>, and not together with <param> or namelist.", element.local),
          "<content> か <param> のどちらかにしてください。", "Use either <content> or <param>.");
    if (is_content)
      content_out = content(child);
    else
      params.push_back(param(child));
  });
}

std::shared_ptr<const Send> Compiler::send(const Element& element) {
  auto send = std::make_shared<Send>();
  send->event = value(element, "event", "eventexpr");
  send->target = value(element, "target", "targetexpr");
  send->type = value(element, "type", "typeexpr");
  send->delay = value(element, "delay", "delayexpr");
  exclusive(element, "id", "idlocation");
  send->id = value(element, "id", "").literal;
  send->idlocation = expression(element, "idlocation");
  send->namelist = words(element, "namelist");
  payload(element, send->params, send->content, nullptr);
  if (send->event.empty() && !send->content.present && send->type.empty())
    error("missing-attribute", where(element), "<send> に event も <content> もありません。",
          "<send> has neither event nor <content>.", "event=\"…\" を書いてください。", "Write event=\"…\".");
  if (const Attribute* delay = element.find("delay"); delay && !send->delay.literal.empty()) {
    if (!parse_delay(delay->value))
      error("bad-delay", where_value(*delay),
            fmt::format("「{}」は遅れの長さとして読めません。", delay->value),
            fmt::format("\"{}\" is not a delay.", delay->value),
            "\"500ms\" や \"1.5s\" のように、数に s か ms を付けて書いてください。日単位の期限は ky:due "
            "を使います。",
            "Write a number followed by s or ms, such as \"500ms\" or \"1.5s\". For days use ky:due.");
    if (send->target.literal == "#_internal")
      error("conflicting-attributes", where(*delay), "target=\"#_internal\" に delay は付けられません。",
            "target=\"#_internal\" cannot be delayed.", "target を省くか delay を取り除いてください。",
            "Leave out target or remove delay.");
  }
  return send;
}

void Compiler::finalize(const Element& element, Invoke& invoke) {
  if (invoke.has_finalize)
    error("illegal-nesting", where(element), "<finalize> が二つあります。",
          "There are two <finalize> elements.", "一つにまとめてください。", "Put them into one.");
  invoke.has_finalize = true;
  in_finalize_ = true;
  invoke.finalize = executable(element);
  in_finalize_ = false;
}

Invoke Compiler::invoke(const Element& element) {
  Invoke invoke;
  invoke.where = where(element);
  invoke.type = value(element, "type", "typeexpr");
  invoke.src = value(element, "src", "srcexpr");
  exclusive(element, "id", "idlocation");
  invoke.id = value(element, "id", "").literal;
  invoke.idlocation = expression(element, "idlocation");
  invoke.namelist = words(element, "namelist");
  if (const Attribute* forward = element.find("autoforward")) {
    invoke.autoforward = forward->value == "true";
    if (forward->value != "true" && forward->value != "false")
      error("bad-value", where_value(*forward), "autoforward は true か false です。",
            "autoforward is true or false.", "\"true\" か \"false\" と書いてください。",
            "Write \"true\" or \"false\".");
  }
  payload(element, invoke.params, invoke.content, &invoke);
  if (invoke.content.present && !invoke.src.empty())
    error("conflicting-attributes", invoke.where, "<invoke> に src と <content> の両方があります。",
          "<invoke> has both src and <content>.", "どちらか一つにしてください。", "Keep one of them.");
  for (const Attribute& attribute : element.attributes) {
    if (attribute.ns != kKyodoNamespace || attribute.unresolved) continue;
    const bool twin = attribute.local.size() > 4 && attribute.local.ends_with("expr");
    Extension extension{
        std::string(twin ? attribute.local.substr(0, attribute.local.size() - 4) : attribute.local), {}};
    if (twin) {
      if (element.find(extension.name, kKyodoNamespace))
        error("conflicting-attributes", where(attribute),
              fmt::format("{0} と {0}expr は一緒に使えません。", extension.name),
              fmt::format("{0} and {0}expr exclude each other.", extension.name),
              "どちらか一つにしてください。", "Keep one of them.");
      extension.value.expr = {std::string(attribute.value), where_value(attribute), ++expressions_};
    } else {
      extension.value.literal = attribute.value;
    }
    invoke.extensions.push_back(std::move(extension));
  }
  return invoke;
}

}  // namespace kyodo::chart

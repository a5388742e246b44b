//! Expressions, read by the engine's grammar and written out again.

use super::reader::{Read, Reader};
use super::token::{Kind, Token};

/// Operands of one call: the engine takes 2000 arguments.
const OPERANDS: usize = 1_000;
/// Brackets within each other; the engine's own limit is lower.
const DEPTH: usize = 500;

impl Reader<'_, '_> {
    /// An expression with conditions.
    pub(super) fn expression(&mut self) -> Read {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.unexpected());
        }
        self.simple()?;
        while self.skip_name("if") {
            self.simple()?;
            if self.skip_name("else") {
                self.expression()?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// An expression whose value is looped over, or taken apart.
    pub(super) fn iterated(&mut self, read: fn(&mut Self) -> Read) -> Read {
        self.gap();
        self.put("__iter(");
        read(self)?;
        self.put(")");
        Ok(())
    }

    /// An expression without conditions.
    pub(super) fn simple(&mut self) -> Read {
        self.conjunction()?;
        while self.skip_name("or") {
            self.conjunction()?;
        }
        Ok(())
    }

    fn conjunction(&mut self) -> Read {
        loop {
            while self.skip_name("not") {}
            self.comparison()?;
            if !self.skip_name("and") {
                return Ok(());
            }
        }
    }

    fn is_comparison(&self) -> bool {
        let sign = |token: Token<'_>| {
            token.kind == Kind::Sign && matches!(token.text, "==" | "!=" | "<" | "<=" | ">" | ">=")
        };
        self.is_name("in") || self.is_name("not") || self.peek().is_some_and(sign)
    }

    fn comparison(&mut self) -> Read {
        let mark = self.mark();
        let first = self.next;
        self.sum()?;
        if !self.is_comparison() {
            return Ok(());
        }
        if !self.is_literal(first) {
            self.before(mark, "__cmp(");
            self.put(")");
        }
        while self.is_comparison() {
            if self.skip_name("not") {
                if !self.skip_name("in") {
                    return Err(self.unexpected());
                }
            } else {
                self.take();
            }
            let mark = self.mark();
            let first = self.next;
            self.sum()?;
            if !self.is_literal(first) {
                self.before(mark, "__cmp(");
                self.put(")");
            }
        }
        Ok(())
    }

    /// Whether what was read since a token is one literal of bounded size.
    fn is_literal(&self, first: usize) -> bool {
        let read = self.tokens.get(first..self.next).unwrap_or_default();
        match read {
            [token] => match token.kind {
                Kind::Text | Kind::Number => true,
                Kind::Name => {
                    matches!(token.text, "true" | "True" | "false" | "False" | "none" | "None")
                }
                Kind::Sign => false,
            },
            _ => false,
        }
    }

    fn sum(&mut self) -> Read {
        let mark = self.mark();
        self.concatenation()?;
        let mut operands = 0;
        loop {
            if self.is_sign("+") {
                self.operand(mark, "__add(", &mut operands);
            } else if self.is_sign("-") {
                self.close(&mut operands);
                self.take();
            } else {
                break;
            }
            self.concatenation()?;
        }
        self.close(&mut operands);
        Ok(())
    }

    fn concatenation(&mut self) -> Read {
        let mark = self.mark();
        self.product()?;
        let mut operands = 0;
        while self.is_sign("~") {
            self.operand(mark, "__cat(", &mut operands);
            self.product()?;
        }
        self.close(&mut operands);
        Ok(())
    }

    fn product(&mut self) -> Read {
        let mark = self.mark();
        self.power()?;
        let mut operands = 0;
        loop {
            if self.is_sign("*") {
                self.operand(mark, "__mul(", &mut operands);
                self.power()?;
            } else if self.is_sign("%") {
                self.close(&mut operands);
                self.before(mark, "__mod(");
                self.replace(",");
                self.power()?;
                self.put(")");
            } else if self.is_sign("/") || self.is_sign("//") {
                self.close(&mut operands);
                self.take();
                self.power()?;
            } else {
                break;
            }
        }
        self.close(&mut operands);
        Ok(())
    }

    /// Makes an operator the comma of a call that has begun, or begins one.
    fn operand(&mut self, mark: usize, call: &'static str, operands: &mut usize) {
        if *operands >= OPERANDS {
            self.close(operands);
        }
        if *operands == 0 {
            self.before(mark, call);
            *operands = 1;
        }
        self.replace(",");
        *operands += 1;
    }

    fn close(&mut self, operands: &mut usize) {
        if *operands > 0 {
            self.put(")");
            *operands = 0;
        }
    }

    fn power(&mut self) -> Read {
        self.unary()?;
        while self.skip_sign("**") {
            self.unary()?;
        }
        Ok(())
    }

    fn unary(&mut self) -> Read {
        self.operand_of_test()?;
        self.filters()
    }

    /// A value with what follows it, but without filters.
    fn operand_of_test(&mut self) -> Read {
        while self.skip_sign("-") {}
        let mark = self.mark();
        self.primary()?;
        self.postfix(mark)
    }

    fn primary(&mut self) -> Read {
        let Some(token) = self.peek() else { return Err(self.unexpected()) };
        match (token.kind, token.text) {
            (Kind::Name | Kind::Number, _) => self.take(),
            (Kind::Text, _) => {
                while self.peek().is_some_and(|token| token.kind == Kind::Text) {
                    self.take();
                }
            }
            (Kind::Sign, "(") => self.list(")")?,
            (Kind::Sign, "[") => {
                self.gap();
                self.put("__list(");
                self.list("]")?;
                self.put(")");
            }
            (Kind::Sign, "{") => {
                self.gap();
                self.put("__dict(");
                self.mapping()?;
                self.put(")");
            }
            _ => return Err(self.unexpected()),
        }
        Ok(())
    }

    fn list(&mut self, close: &str) -> Read {
        self.take();
        while !self.skip_sign(close) {
            self.expression()?;
            if !self.is_sign(close) {
                self.expect(",")?;
            }
        }
        Ok(())
    }

    fn mapping(&mut self) -> Read {
        self.take();
        while !self.skip_sign("}") {
            let mark = self.mark();
            let first = self.next;
            self.expression()?;
            if !self.is_literal(first) {
                self.before(mark, "__key(");
                self.put(")");
            }
            self.expect(":")?;
            self.expression()?;
            if !self.is_sign("}") {
                self.expect(",")?;
            }
        }
        Ok(())
    }

    fn postfix(&mut self, mark: usize) -> Read {
        let mut method = "";
        loop {
            if self.skip_sign(".") {
                let Some(token) = self.peek().filter(|token| matches!(token.kind, Kind::Name | Kind::Number))
                else {
                    return Err(self.unexpected());
                };
                method = token.text;
                self.take();
                continue;
            }
            if self.is_sign("[") {
                self.subscript(mark)?;
            } else if self.is_sign("(") {
                self.arguments(method == "changed")?;
            } else {
                return Ok(());
            }
            method = "";
        }
    }

    fn subscript(&mut self, mark: usize) -> Read {
        if self.is_slice() {
            return self.slice(mark);
        }
        let by_text = self.peek_after().is_some_and(|token| token.kind == Kind::Text);
        self.gap();
        if !by_text {
            self.before(mark, "__at(");
            self.put(")");
        }
        self.take();
        self.expression()?;
        self.expect("]")
    }

    /// Whether the bracket that comes next holds a colon.
    fn is_slice(&self) -> bool {
        let mut depth = 0_usize;
        for token in self.tokens.get(self.next..).unwrap_or_default() {
            match token.text {
                "[" | "(" | "{" => depth += 1,
                "]" | ")" | "}" => depth = depth.saturating_sub(1),
                ":" if depth == 1 => return true,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        false
    }

    fn slice(&mut self, mark: usize) -> Read {
        self.gap();
        self.before(mark, "__slice(");
        self.replace(",");
        let mut missing = true;
        let mut colons = 0;
        while !self.is_sign("]") {
            if self.is_sign(":") && colons < 2 {
                if missing {
                    self.put("none");
                }
                self.replace(",");
                colons += 1;
                missing = true;
            } else if missing {
                self.expression()?;
                missing = false;
            } else {
                return Err(self.unexpected());
            }
        }
        if missing {
            self.put("none");
        }
        self.replace(")");
        Ok(())
    }

    /// The arguments of a call; `compared` if the function compares them.
    fn arguments(&mut self, compared: bool) -> Read {
        self.expect("(")?;
        while !self.skip_sign(")") {
            let is_name = self.peek().is_some_and(|token| token.kind == Kind::Name);
            let is_keyword = is_name
                && self.peek_after().is_some_and(|token| token.kind == Kind::Sign && token.text == "=");
            if self.skip_sign("*") || self.skip_sign("**") {
                self.iterated(Self::expression)?;
            } else if is_keyword {
                self.take();
                self.take();
                self.expression()?;
            } else if compared {
                self.gap();
                self.put("__cmp(");
                self.expression()?;
                self.put(")");
            } else {
                self.expression()?;
            }
            if !self.is_sign(")") {
                self.expect(",")?;
            }
        }
        Ok(())
    }

    /// Filters and tests that follow a value.
    fn filters(&mut self) -> Read {
        loop {
            if self.skip_sign("|") {
                self.filter()?;
            } else if self.skip_name("is") {
                self.skip_name("not");
                self.test()?;
            } else {
                return Ok(());
            }
        }
    }

    /// A filter's name and arguments.
    pub(super) fn filter(&mut self) -> Read {
        self.dotted()?;
        if self.is_sign("(") { self.arguments(false) } else { Ok(()) }
    }

    fn test(&mut self) -> Read {
        self.dotted()?;
        let Some(token) = self.peek() else { return Ok(()) };
        let begins_argument = match token.kind {
            Kind::Name => !matches!(token.text, "and" | "or" | "else" | "is"),
            Kind::Text | Kind::Number => true,
            Kind::Sign => matches!(token.text, "+" | "-" | "[" | "{"),
        };
        if self.is_sign("(") {
            self.arguments(false)
        } else if begins_argument {
            self.operand_of_test()
        } else {
            Ok(())
        }
    }

    fn dotted(&mut self) -> Read {
        self.expect_name()?;
        while self.skip_sign(".") {
            self.expect_name()?;
        }
        Ok(())
    }
}
